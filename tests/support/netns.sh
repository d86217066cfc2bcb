# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Namespace tests source this file first. The test then starts again in network, mount and process namespaces of its
# own: tests run side by side, and the end of a test, however it comes, takes its devices, mounts and processes along.
#
#   QUEUES=2 MTU=9000 host left p0 10.0.0.1/24     a host whose veth "nic" is joined to p0 on the side under test
#   on left ping -c1 10.0.0.2                      a command on that host
#   start NAME COMMAND…  start_on HOST NAME …      in the background: $work/NAME.out, $work/NAME.log
#   stop NAME                                      SIGINT; must end with status 0 within 5 s
#   wait_for 'CONDITION' SECONDS                   instead of sleeping
#   json FILE 'd["key"]'                           a Python expression over a JSON file
#   holds FILE 'd["key"] > 0'                      fails the test unless it is true

set -euo pipefail
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
support=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [[ -z ${XDPK_NETNS:-} ]]; then
    if ! unshare --net --mount --pid --fork true; then
        echo "skip: network, mount and process namespaces need root"
        exit 77
    fi
    XDPK_NETNS=1 exec unshare --net --mount --pid --fork --kill-child --mount-proc "$BASH" "$0" "$@"
fi

# shellcheck disable=SC2034
bin=${XDPK_BIN:?directory of the built programs, for example build/release/apps}
work=/run/work
# shellcheck source=../support/programs.sh
. "$support/programs.sh"

set -E
trap cleanup EXIT
trap 'exit 1' INT TERM
trap 'echo "FAIL ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND"' ERR

mount -t sysfs sysfs /sys
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mkdir /run/netns "$work"
ip link set lo up
# The side under test says nothing by itself, so frames can be counted exactly.
sysctl -qw net.ipv6.conf.default.disable_ipv6=1

# With XDPK_PUSH_DOWN=1 the network functions of tests that can do it push their flows down into XDP. A veth takes the
# frames of another port's XDP program only while its peer has GRO. XDP completes no checksums, so that partial ones are
# not accepted then.
# shellcheck disable=SC2034 # for those that source this
push_down=(${XDPK_PUSH_DOWN:+--push-down})
partial=(--partial-checksums)
# shellcheck disable=SC2034
[[ -z ${XDPK_PUSH_DOWN:-} ]] || partial=()
gro=${XDPK_PUSH_DOWN:+on}
gro=${gro:-off}

# veth_pair DEVICE PEER [PEER_NAMESPACE]: QUEUES queues each way (1), MTU bytes (1500), both ends up.
veth_pair() {
    local queues=(numtxqueues "${QUEUES:-1}" numrxqueues "${QUEUES:-1}") ns=${3:-}
    ip link add "$1" mtu "${MTU:-1500}" "${queues[@]}" type veth \
        peer name "$2" ${ns:+netns "$ns"} mtu "${MTU:-1500}" "${queues[@]}"
    ip link set "$1" up
    ip ${ns:+-n "$ns"} link set "$2" up
    use_gro "$2" "$ns"
}

# use_gro DEVICE [NAMESPACE]: if it is on, it merges nothing: a merged frame has a checksum for the kernel alone.
use_gro() {
    nsenter ${2:+--net="/run/netns/$2"} ethtool -K "$1" gro "$gro" >/dev/null
    [[ $gro == off ]] || ip ${2:+-n "$2"} link set "$1" gro_max_size 1
}

# host NAME DEVICE [ADDRESS…]: a namespace NAME, joined by a veth pair "nic" <-> DEVICE. Its stack computes checksums and
# sends no packet larger than the MTU, as a host behind a wire does.
host() {
    local name=$1 device=$2 address
    shift 2
    ip netns add "$name"
    ip -n "$name" link set lo up
    on "$name" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0
    [[ $* == *:* ]] || on "$name" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
    join "$name" "$device"
    for address in "$@"; do
        ip -n "$name" address add "$address" dev nic
    done
}

# join HOST DEVICE: the veth pair alone, for a host that lost it.
join() {
    veth_pair "$2" nic "$1"
    on "$1" ethtool -K nic rx off tx off tso off gso off >/dev/null
}

mac_of() {
    ip -n "$1" -br link show nic | awk '{print $3}'
}

# neighbours HOST…: each knows the others for good, so that neither ARP nor ND is part of the test.
neighbours() {
    local a b mac address
    for a in "$@"; do
        mac=$(mac_of "$a")
        for b in "$@"; do
            [[ $a != "$b" ]] || continue
            for address in $(ip -n "$a" -br address show nic scope global | awk '{$1 = $2 = ""; print}'); do
                ip -n "$b" neighbour replace "${address%/*}" lladdr "$mac" dev nic nud permanent
            done
        done
    done
}

on() {
    nsenter --net="/run/netns/$1" "${@:2}"
}

json() {
    /usr/bin/python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

# frames OPTION…: raw frames from host to host, see frames.py; the result is in $work/frames.json.
frames() {
    /usr/bin/python3 "$support/frames.py" "$@" >"$work/frames.json" || fail "frames $*: $(cat "$work/frames.json")"
}

# holds FILE EXPRESSION [SHOWN]: fails the test unless EXPRESSION is true; SHOWN is what the failure then prints.
holds() {
    [[ $(json "$1" "$2") == True ]] || fail "not so: $2; there is $(json "$1" "${3:-d}")"
}

# law REPORT [--one-to-one]: the conservation law holds in a program's final report, see law.py.
law() {
    "$support/law.py" "$@" 2>"$work/law.out" || fail "$(cat "$work/law.out")"
}
