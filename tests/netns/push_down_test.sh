#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Fast flows are handled by XDP: a real connection through it, a flood that it drops, and the same counters.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

count() { # COUNTER: in the final report
    json "$work/firewall.out" "d['stages'].get('$1', 0)"
}

host left p0 10.0.0.1/24
host right p1 10.0.0.2/24
neighbours left right
# A veth takes redirected frames while its peer has GRO.
for name in left right; do
    on "$name" ethtool -K nic gro on
done
cat >"$work/policy.toml" <<'POLICY'
otherwise = "drop"
[[rule]]
name = "ping"
action = "permit"
protocol = "icmp"
[[rule]]
name = "iperf"
action = "permit"
protocol = "tcp"
ports = 5201
POLICY

refused 2 'partial-checksums|ethtool -K' "$bin/firewall/firewall" p0 p1 --policy "$work/policy.toml" \
    --push-down --partial-checksums
ok "checksums that are computed are refused"

start firewall "$bin/firewall/firewall" p0 p1 --policy "$work/policy.toml" --push-down --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 20
start_on right server iperf3 -s -1
wait_for "on right ss -Htln 'sport = :5201' | finds LISTEN" 5
on left iperf3 -c 10.0.0.2 -t 1 -J >"$work/iperf.json" || fail "iperf3: $(<"$work/iperf.json")"
end_of server
# 10,000 packets of one flow that no rule permits, in half a second: all at once they could find the socket full, and
# be gone before the flow is pushed down.
on left /usr/bin/python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.0.0.1", 7000))
for n in range(10000):
    s.sendto(bytes(100), ("10.0.0.2", 9))
    if n % 100 == 99:
        time.sleep(0.005)'
stop firewall
law "$work/firewall.out"

xdp=$(count flow_cache.xdp_packets) hits=$(count flow_cache.hits)
[[ $(count flow_cache.pushed_down) -ge 3 && $(count flow_cache.in_xdp) == 0 ]] || fail "$(<"$work/firewall.out")"
((xdp * 10 > hits * 8)) || fail "XDP handled only $xdp of $hits packets"
ok "XDP handled $xdp of $hits packets"
# A socket may be full before its flow is pushed down.
lost=$(json "$work/firewall.out" "sum(q['xdp_statistics']['rx_dropped'] for p in d['ports'] for q in p['queues'])")
dropped=$(count rule.default.packets)
((dropped <= 10000 && dropped + lost >= 10000 && dropped == $(count flow_cache.dropped))) ||
    fail "of 10,000: dropped $dropped, lost $lost, counted $(count flow_cache.dropped)"
(($(count rule.iperf.packets) + $(count rule.ping.packets) + dropped == hits + $(count flow_cache.decided))) ||
    fail "the sums do not add up: $(<"$work/firewall.out")"
ok "what XDP handled is in the rules' sums"
