#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other; with an XDP program of the user's too, loaded by the port or pinned before.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

mine=$bin/../bpf/redirect_minimal.bpf.o
carries() {
    run '0'
    says 'Core 0 forwarding packets'
    forwards h0 h1
    forwards h1 h0
}
mine_is_on() {
    ip link show "$1" | finds 'name xdpk_to_socket' || fail "another program is on $1: $(ip link show "$1")"
}

ports 2
carries
kill_hard basicfwd

vdevs[1]+=",xdp_prog=$mine"
carries
mine_is_on p0
kill_hard basicfwd

bpftool prog load "$mine" /sys/fs/bpf/mine type xdp pinmaps /sys/fs/bpf/maps
ip link set dev p1 xdp pinned /sys/fs/bpf/mine
vdevs[3]+=",use_pinned_map=1,dp_path=/sys/fs/bpf/maps/xsks_map"
carries
kill_hard basicfwd
mine_is_on p1
