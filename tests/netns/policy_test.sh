#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A router with a policy of 10,000 rules, from a configuration file, between two hosts with real stacks: what the rules
# allow works, the rest is counted by the rule that decided, and another 10,000 rules take over under traffic.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control

configure() { # PORT-OF-THE-RULES
    cat >"$conf" <<END
[run]
control = "$socket"
[[port]]
spec = "xsk:p0"
name = "left"
[[port]]
spec = "xsk:p1"
name = "right"
[[address]]
port = "left"
address = "10.1.0.1/24"
[[address]]
port = "right"
address = "10.2.0.1/24"
[[pipeline]]
type = "parse_headers"
checksums = "recompute"
[[pipeline]]
type = "arp"
[[pipeline]]
type = "flow_cache"
[[pipeline]]
type = "resolve"
[filter]
otherwise = "drop"
log_file = "$work/log.json"
[[filter.rule]]
name = "iperf"
action = "permit"
to = "10.2.0.2"
protocol = "udp"
ports = 5201
[[filter.rule]]
name = "control"
action = "permit"
to = "10.2.0.2"
protocol = "tcp"
ports = 5201
[[filter.rule]]
name = "ping"
action = "permit"
log = true
protocol = "icmp"
END
    awk -v port="$1" 'BEGIN {
        for (n = 0; n < 9997; n++)
            printf "[[filter.rule]]\nname = \"r%d\"\naction = \"drop\"\nfrom = \"10.%d.%d.0/24\"\nprotocol = \"udp\"\nports = %d\n",
                n, 1 + n / 256, n % 256, port
    }' >>"$conf"
}

counted() { # RULE: its packets now
    "$xdpk" show rules --json --socket "$socket" >"$work/rules.json"
    json "$work/rules.json" "[r['packets'] for r in d if r['name'] == '$1'][0]"
}

host left p0 10.1.0.2/24
host right p1 10.2.0.2/24
ip -n left route add default via 10.1.0.1
ip -n right route add default via 10.2.0.1
configure 7000
start run "$xdpk" run "$conf" --json
wait_for "on left ping -c1 -W0.2 10.2.0.2" 20
on left ping -q -c 20 -i 0.01 10.2.0.2 >"$work/ping.out" || fail "ping: $(<"$work/ping.out")"
ok "what is allowed works"

send() { # COUNT PORT: datagrams that no server waits for
    on left /usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(int(sys.argv[1])): s.sendto(b"x", ("10.2.0.2", int(sys.argv[2])))' "$1" "$2"
}
send 7 7000
send 3 7001
wait_for "((\$(counted default) >= 3))" 5
[[ $(counted r0) == 7 && $(counted default) == 3 ]] || fail "counted: r0 $(counted r0), default $(counted default)"
ok "what is not is counted by the rule that decided"

start_on right server iperf3 --server --one-off
wait_for "on right ss -Htln sport = :5201 | finds LISTEN" 5
start_on left client iperf3 --client 10.2.0.2 --udp --bitrate 40M --length 1400 --time 6 --json
wait_for "((\$(counted iperf) >= 1000))" 5
for round in 1 2 3; do
    configure 700$round
    "$xdpk" reload --socket "$socket" || fail "reload $round"
    send 5 "700$round"
done
end_of client 10
# A server that did not get its CPU for some 20 ms has no room for more in its socket: those did arrive.
unread=$(on right nstat -asz UdpRcvbufErrors | awk '$1 == "UdpRcvbufErrors" { print $2 }')
holds "$work/client.out" "d['end']['sum']['lost_packets'] == $unread and d['end']['sum']['packets'] > 10000" 'd["end"]["sum"]'
[[ $(counted r0) == 22 ]] || fail "r0 counted $(counted r0), not 7 + 3 * 5"
ok "three times another 10,000 rules under traffic: no packet was lost"

permitted() { # whether the datagrams' flow is shown, with all of them
    "$xdpk" show flows protocol=udp port=5201 --json --socket "$socket" >"$work/flows.json"
    [[ $(json "$work/flows.json" 'any(f["verdict"] == "permit" and f["packets"] > 10000 for f in d)') == True ]]
}
wait_for permitted 3
stop run
grep -q '"rule":"ping","verdict":"permit"' "$work/log.json" || fail "the log: $(head -3 "$work/log.json")"
law "$work/run.out"
ok "every frame came back"
