#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# skeleton again: a port's frames come by the map that somebody else pinned, whose program stays.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
bpftool prog load "$bin/../bpf/redirect_minimal.bpf.o" /sys/fs/bpf/mine type xdp pinmaps /sys/fs/bpf/maps
ip link set dev p1 xdp pinned /sys/fs/bpf/mine
vdevs[3]+=",use_pinned_map=1,dp_path=/sys/fs/bpf/maps/xsks_map"
run '0'
says 'Core 0 forwarding packets'
forwards h0 h1
forwards h1 h0
kill_hard basicfwd
ip link show p1 | finds 'name xdpk_to_socket' || fail "the program is gone: $(ip link show p1)"
