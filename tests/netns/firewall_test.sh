#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A policy between two hosts with real stacks: what it permits works, the rest is counted by the right rule.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

rule() { # NAME WHAT: its counter in the final report
    json "$work/firewall.out" "d['stages']['rule.$1.$2']"
}

host left p0 10.0.0.1/24 fd00::1/64
host right p1 10.0.0.2/24 fd00::2/64
{
    cat <<'POLICY'
otherwise = "drop"
log_otherwise = true
[[rule]]
name = "ping"
action = "permit"
protocol = "icmp"
icmp_type = 8
[[rule]]
name = "web"
action = "permit"
to = "10.0.0.2"
protocol = "tcp"
ports = 8080
[[rule]]
name = "no-telnet"
action = "reject"
protocol = "tcp"
ports = 23
POLICY
    for n in $(seq 9997); do
        printf '[[rule]]\nname = "r%d"\naction = "permit"\nfrom = "172.%d.%d.0/24"\nprotocol = "udp"\nports = %d\n' \
            "$n" $((16 + n / 256 % 16)) $((n % 256)) $((1 + n % 65535))
    done
} >"$work/policy.toml"
start firewall "$bin/firewall/firewall" p0 p1 --policy "$work/policy.toml" --log "$work/log.json" \
    "${push_down[@]}" "${partial[@]}" --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 20

pings left right 10.0.0.2
start_on right web /usr/bin/python3 -m http.server 8080 --directory "$support"
wait_for "on left curl -sf --max-time 1 -o /dev/null http://10.0.0.2:8080/netns.sh" 10
cmp <(on left curl -sf http://10.0.0.2:8080/netns.sh) "$support/netns.sh"
ok "what the policy permits works, both ways"

status=0
on left curl -s --max-time 1 -o /dev/null http://10.0.0.2:8081/ || status=$?
[[ $status == 28 ]] || fail "port 8081 should time out; curl says $status"
status=0
on left curl -s --max-time 2 -o /dev/null telnet://10.0.0.2:23 || status=$?
[[ $status == 7 ]] || fail "port 23 should be refused at once; curl says $status"
on right ping -c1 -W0.5 -6 fd00::1 >/dev/null 2>&1 && fail "IPv6 ping passed"
ok "what it does not permit is dropped, or refused at once"

stop firewall
law "$work/firewall.out"
[[ $(rule ping packets) -ge 10 && $(rule web packets) -ge 10 ]] ||
    fail "the permitting rules counted too little: $(rule ping packets) $(rule web packets)"
[[ $(rule no-telnet packets) == 1 && $(rule default packets) -ge 2 && $(rule r1 packets) == 0 ]] ||
    fail "not the right rules counted: $(rule no-telnet packets) $(rule default packets) $(rule r1 packets)"
holds <(grep '"destination_port":8081' "$work/log.json" | head -1) \
    'd["rule"] == "default" and d["verdict"] == "drop" and d["source"] == "10.0.0.1" and d["protocol"] == "tcp"'
ok "each packet was counted by the rule that decided, and what no rule permits is in the log"
