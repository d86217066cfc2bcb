# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# For tests of programs that run in a pod, as user 1000 and without privileges. Sourced after netns.sh.
: "${work:?}" "${support:?}" "${bin:?}"

redirect_object=$work/redirect.o
clang -O2 -g -mcpu=v3 -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/../../bpf/redirect.bpf.c" \
    -o "$redirect_object"
ip netns add pod
ip -n pod link set lo up

# The built programs may be where user 1000 may not look.
l2fwd=$work/l2fwd
install -m 755 "$bin/l2fwd/l2fwd" "$l2fwd"

# give_to_pod DEVICE: what a device plugin does on the node: attaches the redirect program, pins its map as
# /sys/fs/bpf/DEVICE/xsks_map and moves the device.
give_to_pod() {
    rm -rf "/sys/fs/bpf/$1" "/sys/fs/bpf/prog_$1"
    bpftool prog load "$redirect_object" "/sys/fs/bpf/prog_$1" type xdp pinmaps "/sys/fs/bpf/$1"
    chmod 755 "/sys/fs/bpf/$1"
    bpftool net attach xdpdrv pinned "/sys/fs/bpf/prog_$1" dev "$1"
    ip link set "$1" netns pod
    ip -n pod link set "$1" up
}

# as_user [CAPABILITY]: the array user is what to put before a command that is to run in the pod as user 1000 with that
# capability alone, or none, with 8 MiB of locked memory, and no way to more.
user=()
as_user() {
    local held=-all${1:+,+$1}
    # shellcheck disable=SC2034
    user=(nsenter --net=/run/netns/pod prlimit --memlock=8388608 setpriv --reuid=1000 --regid=1000 --clear-groups
        --no-new-privs --inh-caps="$held" --ambient-caps="$held" --bounding-set="$held")
}

# holds_only NAME MASK: the running program has these capabilities (hexadecimal), and can get no other.
holds_only() {
    # shellcheck disable=SC2154
    local state=/proc/${pids[$1]}/status
    [[ $(awk '/^Cap(Prm|Eff):/ { print $2 }' "$state" | sort -u) == "$2" ]] || fail "$(grep Cap "$state")"
    grep -q '^NoNewPrivs:[[:space:]]*1' "$state" || fail "new privileges are possible"
    [[ $(awk '/^Uid:/ { print $2, $3, $4, $5 }' "$state") == '1000 1000 1000 1000' ]] || fail "$(grep Uid "$state")"
}
