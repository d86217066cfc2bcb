#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2fwd runs as somebody else, with the capabilities it needs and no more, and does all it did before.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"
# shellcheck source=../support/privileges.sh
. "$support/privileges.sh"

l2fwd=$bin/l2fwd/l2fwd
left_and_right

refused 2 "no user 'no-such-user'|getent passwd" "$l2fwd" p0 p1 --user no-such-user
refused 1 'change the user|EPERM|start it as root' setpriv --bounding-set=-setuid "$l2fwd" loop: --user nobody

start l2fwd "$l2fwd" p0 p1 --json --user nobody
talks
holds_only l2fwd 65534 "$all_needs"
replace_left l2fwd
talks
grep -q 'p0: the device is back' "$work/l2fwd.log" || fail "$(<"$work/l2fwd.log")"
ended l2fwd
ok "as nobody it forwards, and a lost device comes back"

start l2fwd "$l2fwd" p0,busy_poll=64 p1 --json --user 4711:4712 --sandbox strict --poll-mode poll
talks
holds_only l2fwd 4711 "$no_needs"
ip link set p0 down
ip link set p0 up
talks
replace_left l2fwd
! on left ping -c2 -i0.6 -W0.5 10.0.0.2 >/dev/null || fail "it came back without privileges"
ended l2fwd
holds "$work/l2fwd.out" "'run as root or with CAP' in str(d['ports'])"
ok "with nothing at all a link comes back, a lost device does not, and the report says so"

start l2fwd "$l2fwd" p0 p1 --json --sandbox off --poll-mode interrupt
talks
grep -q '^Seccomp:.0' "/proc/${pids[l2fwd]}/status" || fail "a filter in spite of --sandbox off"
ended l2fwd
start l2fwd "$l2fwd" p0 p1 --json --poll-mode interrupt
talks
holds_only l2fwd 0 "$all_needs"
ended l2fwd
start l2fwd setpriv --reuid=4711 --regid=4711 --clear-groups --bounding-set=-all,+net_admin,+net_raw,+bpf,+ipc_lock \
    --inh-caps=-all,+net_admin,+net_raw,+bpf,+ipc_lock --ambient-caps=-all,+net_admin,+net_raw,+bpf,+ipc_lock \
    "$l2fwd" p0 p1 --json
talks
grep -q "^CapAmb:.$no_needs" "/proc/${pids[l2fwd]}/status" || fail "it would hand on its capabilities"
ended l2fwd
ok "off, in interrupt mode, and started by somebody else than root"
