#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# program=: an XDP program of the user's leads frames to the sockets, goes with the process however it ends, and is
# refused with the reason if it cannot.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

l2fwd=$bin/l2fwd/l2fwd
objects=$bin/../bpf
mine=$objects/redirect_minimal.bpf.o
host left p0

# with_mine MODE: frames come back while the program is on the device.
with_mine() {
    start l2fwd "$l2fwd" "p0,mode=$1,program=$mine" --json
    wait_for "(frames --from left --to left --count 1 --timeout 0.2)" 10
    ip link show p0 | finds 'name xdpk_to_socket' || fail "another program is on p0: $(ip link show p0)"
    frames --from left --to left --count 1000
    ok "mode=$1"
}
with_mine native
kill_hard l2fwd
with_mine generic
stop l2fwd
! ip link show p0 | finds 'xdp' || fail "the program stayed: $(ip link show p0)"

refused 1 "$work/none.o|ENOENT" "$l2fwd" "p0,program=$work/none.o"
refused 1 'program_test.sh|clang -target bpf' "$l2fwd" "p0,program=$0"
refused 1 'gen.bpf.o|no XSKMAP "xsks_map"' "$l2fwd" "p0,program=$objects/gen.bpf.o"
refused 2 'program=|leave out xskmap=' "$l2fwd" "p0,program=$mine,xskmap=pin:/x"
refused 2 'program=|claim=' "$l2fwd" "p0,program=$mine,claim=udp"
