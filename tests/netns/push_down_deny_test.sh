#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What a filter's rules about addresses deny is dropped by XDP: counted for the right rule, and a set that changes is
# in force at once.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control
host left p0 10.0.0.1/24 10.0.0.3/24
host right p1 10.0.0.2/24
neighbours left right
for name in left right; do
    on "$name" ethtool -K nic gro on
done

configure() { # RULE…: the names of some, in this order
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
blocks = ["10.0.0.3/32", "192.0.2.0/24"]
[[pipeline]]
type = "cross_connect"
[[pipeline]]
type = "parse_headers"
[[pipeline]]
type = "flow_cache"
push_down = true
END
    local rule
    for rule; do
        case $rule in
        from | to) printf '[[filter.rule]]\nname = "%s"\naction = "drop"\n%s = "set bad"\n' "$rule" "$rule" ;;
        rest) printf '[[filter.rule]]\nname = "rest"\naction = "permit"\n' ;;
        esac
    done >>"$conf"
}

control() {
    "$xdpk" "$@" --socket "$socket"
}

counter() { # NAME
    control show counters | awk -v name="$1" '$1 == name { sum += $2 } END { print sum + 0 }'
}

packets_of() { # RULE
    control show rules | awk -v name="$1" '$1 == name { print $(NF - 1) }'
}

# Each packet is one flow's: none is fast enough to be pushed down.
flood() { # FROM COUNT
    on left /usr/bin/python3 - "$@" <<'END'
import socket, sys
for n in range(int(sys.argv[2])):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((sys.argv[1], 20000 + n))
        s.sendto(bytes(100), ("10.0.0.2", 9))
END
}

denied_more() { # THAN
    (($(counter flow_cache.xdp_denied) > $1))
}

configure from to rest
start run "$xdpk" run "$conf" --json
wait_for "on left ping -c1 -W0.2 -I 10.0.0.1 10.0.0.2" 5
wait_for "flood 10.0.0.3 1 && denied_more 0" 5
sleep 1
denied=$(counter flow_cache.xdp_denied) of_rule=$(packets_of from) decided=$(counter flow_cache.decided)
flood 10.0.0.3 500
wait_for "denied_more $((denied + 499))" 3
(($(counter flow_cache.xdp_denied) == denied + 500 && $(packets_of from) == of_rule + 500)) ||
    fail "of 500 XDP dropped $(($(counter flow_cache.xdp_denied) - denied)), the rule has $(packets_of from)"
(($(counter flow_cache.decided) == decided && $(packets_of to) == 0)) || fail "$(control show rules)"
ok "XDP drops all that a rule denies, and the rule has it in its sums"

on right ping -c3 -i0.01 -W0.1 10.0.0.3 >"$work/ping.out" && fail "a reply from a denied host"
wait_for "((\$(packets_of to) == 3))" 3
ok "what is to a denied host is another rule's"

control del blocks set=bad "blocks=[10.0.0.3/32]" >/dev/null
on left ping -c1 -W0.5 -I 10.0.0.3 10.0.0.2 >/dev/null || fail "still denied"
ok "a host that is taken out of the set gets through at once"

before=$(counter flow_cache.xdp_denied) of_rule=$(packets_of from)
control add blocks set=bad "blocks=[10.0.0.0/30,10.0.0.4/31]" >/dev/null
control del blocks set=bad "blocks=[10.0.0.0/30]" >/dev/null
control add blocks set=bad "blocks=[10.0.0.3/32]" >/dev/null
flood 10.0.0.3 100
on left ping -c1 -W0.5 -I 10.0.0.1 10.0.0.2 >/dev/null || fail "a host that was taken out is denied"
wait_for "denied_more $((before + 99))" 3
(($(counter flow_cache.xdp_denied) == before + 100 && $(packets_of from) == of_rule + 100)) ||
    fail "of 100 XDP dropped $(($(counter flow_cache.xdp_denied) - before))"
ok "one that is put in is dropped at once"

# The rule alone does not deny replies from there.
denied=$(counter flow_cache.xdp_denied) of_rule=$(packets_of from)
configure from rest to
control reload >/dev/null
on right ping -c1 -W0.5 10.0.0.3 >/dev/null || fail "a reply is denied"
flood 10.0.0.3 100
wait_for "((\$(packets_of from) == $of_rule + 100))" 3
(($(counter flow_cache.xdp_denied) == denied)) || fail "XDP dropped $(($(counter flow_cache.xdp_denied) - denied))"
ok "a rule under which replies are permitted stays in user space"

configure from to rest
control reload >/dev/null
flood 10.0.0.3 100
wait_for "denied_more $((denied + 99))" 3
stop run
law "$work/run.out"
holds "$work/run.out" "d['stages']['rule.from.packets'] + d['stages']['rule.to.packets'] + \
    d['stages']['rule.rest.packets'] == d['stages']['flow_cache.hits'] + d['stages']['flow_cache.decided']"
ok "after a reload it is back, and the sums add up"
