#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Fast flows are handled by XDP: real connections through it, the same counters, and no packet by an old rule.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control
host left p0 10.0.0.1/24
host right p1 10.0.0.2/24
neighbours left right
# A veth takes redirected frames while its peer has GRO.
for name in left right; do
    on "$name" ethtool -K nic gro on
done

counter() { # NAME
    "$xdpk" show counters --socket "$socket" | awk -v name="$1" '$1 == name { sum += $2 } END { print sum + 0 }'
}

configure() { # STAGES
    cat >"$conf" <<END
[run]
control = "$socket"
[[port]]
spec = "xsk:p0"
name = "left"
[[port]]
spec = "xsk:p1"
name = "right"
[[filter.set]]
name = "bad"
blocks = ["192.0.2.0/24"]
[[filter.rule]]
name = "bad"
action = "drop"
from = "set bad"
[[filter.rule]]
name = "rest"
action = "permit"
[[pipeline]]
type = "cross_connect"
[[pipeline]]
type = "parse_headers"
[[pipeline]]
type = "flow_cache"
push_down = true
$1
END
}

configure $'[[pipeline]]\ntype = "count"'
"$xdpk" check "$conf" >"$work/check.out" 2>&1 && fail "a stage behind the cache would miss packets"
grep -q 'push_down.*count' "$work/check.out" || fail "not clear: $(<"$work/check.out")"
ok "push-down is refused where it would change something"

configure ''
start run "$xdpk" run "$conf" --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 5
start_on right server iperf3 -s -1
wait_for "on right ss -Htln 'sport = :5201' | finds LISTEN" 5
on left iperf3 -c 10.0.0.2 -t 1 -J >"$work/iperf.json" || fail "iperf3: $(<"$work/iperf.json")"
end_of server
wait_for "((\$(counter flow_cache.xdp_packets) > 1000))" 3
xdp=$(counter flow_cache.xdp_packets) hits=$(counter flow_cache.hits)
((xdp * 10 > hits * 8)) || fail "XDP handled only $xdp of $hits packets"
ok "a TCP connection: XDP handled $xdp of $hits packets"

start_on right receiver "$support/stamped.py" receive 9000 "$work/received.json"
wait_for "on right ss -Hlun 'sport = :9000' | finds 9000" 5
before=$(counter flow_cache.pushed_down)
start_on left sender "$support/stamped.py" send 10.0.0.2 9000 60
wait_for "((\$(counter flow_cache.pushed_down) > $before))" 5
sleep 0.3
"$xdpk" add blocks set=bad "blocks=[10.0.0.1/32]" --socket "$socket" >/dev/null
changed=$(/usr/bin/python3 -c 'import time; print(time.monotonic_ns())')
sleep 0.5
kill -INT "${pids[receiver]}"
end_of receiver
holds "$work/received.json" "d['count'] > 1000 and 0 < d['last'] < $changed"
wait_for "((\$(counter rule.bad.packets) > 1000))" 5
wait_for "((\$(counter flow_cache.in_xdp) == 1))" 5
dropped=$(counter rule.bad.packets)
ok "after the rule changed not one of $(json "$work/received.json" "d['count']") packets came by the old one"
wait_for "((\$(counter rule.bad.packets) > $dropped + 1000))" 5
kill_hard sender
stop run
law "$work/run.out"
holds "$work/run.out" "d['stages']['rule.bad.packets'] == d['stages']['flow_cache.dropped']"
ok "what XDP dropped counts as dropped by the rule"
