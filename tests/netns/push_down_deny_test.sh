#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What a filter's rules about addresses, ports and 5-tuples deny is dropped by XDP: counted for the right rule, and a set
# that changes is in force at once.
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
    local rule action
    for rule; do
        action=drop
        [[ $rule != rest ]] || action=permit
        printf '[[filter.rule]]\nname = "%s"\naction = "%s"\n' "$rule" $action
        case $rule in
        from | to) printf '%s = "set bad"\n' "$rule" ;;
        port) printf 'protocol = "udp"\nports = 9\n' ;;
        port_back) printf 'protocol = "udp"\nsource_ports = 9\n' ;;
        flow) printf 'protocol = "udp"\nfrom = "10.0.0.1"\nsource_ports = 7000\nto = "10.0.0.2"\nports = 7001\n' ;;
        flow_back) printf 'protocol = "udp"\nfrom = "10.0.0.2"\nsource_ports = 7001\nto = "10.0.0.1"\nports = 7000\n' ;;
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
flood() { # FROM COUNT [PORT FROM-PORT]: without the last, from another one each
    on left /usr/bin/python3 - "$@" <<'END'
import socket, sys
sender, count, port, from_port = (sys.argv[1:] + ["9", "0"])[:4]
for n in range(int(count)):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((sender, int(from_port) or 20000 + n))
        s.sendto(bytes(100), ("10.0.0.2", int(port)))
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
ok "after a reload it is back"

# By port, and by 5-tuple: beside it what differs in one port gets through.
configure from to port port_back flow flow_back rest
control reload >/dev/null
denied=$(counter flow_cache.xdp_denied) decided=$(counter flow_cache.decided)
flood 10.0.0.1 100
flood 10.0.0.1 30 7001 7000
wait_for "denied_more $((denied + 129))" 3
(($(packets_of port) == 100 && $(packets_of flow) == 30)) || fail "$(control show rules)"
rest=$(packets_of rest)
flood 10.0.0.1 3 7001 7002
flood 10.0.0.1 3 7002 7000
wait_for "((\$(packets_of rest) >= $rest + 6))" 3
(($(counter flow_cache.xdp_denied) == denied + 130 && $(counter flow_cache.decided) - decided < 30)) ||
    fail "denied $(($(counter flow_cache.xdp_denied) - denied)), decided $(($(counter flow_cache.decided) - decided))"
ok "XDP drops by port and by 5-tuple, for the right rules"

# What could be a reply to a permitted flow is user space's.
configure from to port flow rest
control reload >/dev/null
denied=$(counter flow_cache.xdp_denied)
start_on left asker /usr/bin/python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.0.0.1", 7000))
s.settimeout(1)
for _ in range(20):
    try:
        print(s.recvfrom(100)[1], flush=True)
        s.sendto(b"reply", ("10.0.0.2", 7001))
    except TimeoutError:
        pass'
on right /usr/bin/python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.0.0.2", 7001))
s.settimeout(0.5)
for _ in range(10):
    try:
        s.sendto(b"request", ("10.0.0.1", 7000))
        assert s.recv(100) == b"reply"
        break
    except TimeoutError:
        pass
else:
    raise SystemExit("no reply")' || fail "a reply is denied"
kill_hard asker
flood 10.0.0.1 50
wait_for "((\$(packets_of port) >= 150))" 3
(($(counter flow_cache.xdp_denied) == denied)) || fail "XDP dropped $(($(counter flow_cache.xdp_denied) - denied))"
stop run
law "$work/run.out"
holds "$work/run.out" "sum(n for name, n in d['stages'].items() if name.startswith('rule.') and name.endswith('.packets')) \
    == d['stages']['flow_cache.hits'] + d['stages']['flow_cache.decided']"
ok "not where replies could be hit, and the sums add up"
