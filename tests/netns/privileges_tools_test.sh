#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk gen and xdpk sink send and count as nobody with no capability at all.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"
# shellcheck source=../support/privileges.sh
. "$support/privileges.sh"

xdpk=$bin/xdpk/xdpk
host right p0

refused 2 "no user 'no-such-user'|getent passwd" "$xdpk" gen p0 --user no-such-user
refused 2 "no user 'no-such-user'|getent passwd" "$xdpk" sink p0 --user no-such-user
refused 1 'change the user|EPERM|start it as root' setpriv --bounding-set=-setuid "$xdpk" sink p0 --user nobody

# arrives HOOK GEN_OPTIONS…: numbered frames, while both run as nobody
arrives() {
    start_on right sink "$xdpk" sink nic --hook "$1" --stamp --json --user nobody
    wait_for "grep -q 'nic: ready' $work/sink.log" 10
    start gen "$xdpk" gen p0 --stamp --rate 1000 --json --user nobody "${@:2}"
    wait_for "[[ \$(ls /proc/${pids[gen]}/task | wc -l) == 2 ]]" 10
    holds_only gen 65534 "$no_needs"
    holds_only sink 65534 "$no_needs" 1
    wait_for "((\$(</sys/class/net/p0/statistics/tx_packets) >= $sent + 100))" 10
    stop gen
    sent=$(</sys/class/net/p0/statistics/tx_packets)
    stop sink
    holds "$work/sink.out" "d['hook'] == '$1' and d['stamps']['received'] >= 100 and d['stamps']['lost'] == 0"
    [[ $(json "$work/gen.out" "d['packets']") == $(json "$work/sink.out" "d['packets']") ]] || fail "$(cat "$work"/*.out)"
    ok "gen ${*:2} as nobody, sink --hook $1 too"
}
sent=0
arrives native --method live
arrives generic --method xsk
arrives tc --method xsk
[[ $(on right bpftool net show dev nic | grep -c sink) == 0 ]] || fail "a program stayed: $(on right bpftool net)"

start_on right sink "$xdpk" sink nic --sandbox off
wait_for "grep -q 'nic: ready' $work/sink.log" 10
grep -q '^Seccomp:.0' "/proc/${pids[sink]}/status" || fail "a filter in spite of --sandbox off"
stop sink
ok "with --sandbox off nothing is given up"
