# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The tests of DPDK's examples source this: the namespaces of tests/support/netns.sh, and how to run the example.
#
#   ports 2                     hosts h0, h1, … whose "nic" is joined to p0, p1, …; the EAL options for those in "${vdevs[@]}"
#   run LCORES [OPTION…]        starts the example: EAL's -l or --lcores value, then its own options
#   forwards FROM TO [OPTION…]  1,000 frames from one host arrive at the other, whole and in order
#   packets FROM TO OPTION…     the same with UDP packets (ip_packets.py says what they may be)
#   says TEXT [SECONDS]         waits until it has printed that
#   ends                        waits for its end, which must be with status 0
#
# Status 77 if the examples could not be had.
[[ -d ${XDPK_DPDK_PROGRAM:?folder of the example, built} ]] || {
    echo "skip: there is no $XDPK_DPDK_PROGRAM"
    exit 77
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../support/netns.sh
. "$here/../../support/netns.sh"

# The Makefile there, or the first below it, that has a program.
folder=$({ grep -ls "^APP *=" "$XDPK_DPDK_PROGRAM"/{,*/}Makefile || true; } | head -1)
folder=${folder%/Makefile}
app=$(sed -n 's/^APP *= *//p' "$folder/Makefile")
program=$folder/build/$app
vdevs=()

ports() {
    local n
    for ((n = 0; n < $1; n++)); do
        host "h$n" "p$n" ${addresses:+"10.$n.0.2/24"}
        vdevs+=(--vdev "net_af_xdp$n,iface=p$n${arguments:-}")
    done
}

run() {
    start "$app" stdbuf -oL "$program" --lcores "$1" -n 4 --no-huge "${vdevs[@]}" -- "${@:2}"
}

forwards() {
    frames --from "$1" --to "$2" "${@:3}"
    ok "$1 to $2: 1000 frames"
}

# It ends by itself, well.
ends() {
    end_of "$app" 10
    # shellcheck disable=SC2154 # end_of sets it
    [[ $status == 0 ]] || fail "$app ended with status $status"
}

said() {
    cat "$work/$app.out" "$work/$app.log" | finds "$1"
}

# Who has ended says no more.
says() {
    wait_for "said '$1' || ! running '$app'" "${2:-5}"
    said "$1" || fail "$app ended and did not say: $1"
    ok "it says $1"
}

# packets FROM TO OPTION…: 1,000 UDP packets, see ip_packets.py; the result is in $work/packets.json.
packets() {
    /usr/bin/python3 "$here/../ip_packets.py" --from "$1" --to "$2" "${@:3}" >"$work/packets.json" ||
        fail "packets $*: $(cat "$work/packets.json")"
    ok "$1 to $2: 1000 packets ${*:3}"
}
