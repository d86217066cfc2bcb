#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A gateway with ten ports, and a path with a narrow place: who was there first goes on, and senders are told.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/gateway.sh
. "$support/gateway.sh"

clients 2
internet
gateway "${partial[@]}" <<'RULES'
[[pool]]
name = "gateway"
addresses = ["198.18.0.1"]
ports = "2000-2009"
interface = true
[[rule]]
name = "clients"
source = "10.0.0.0/24"
pool = "gateway"
RULES

mtu_to_narrow() {
    on c1 ip -o route get 192.0.2.2 | sed -n 's/.* mtu \([0-9]*\).*/\1/p'
}
[[ -z $(mtu_to_narrow) ]] || fail "c1 knows an MTU already"
on c1 ping -c1 -W2 -M "do" -s 1400 192.0.2.2 >"$work/ping.out" 2>&1 && fail "1428 bytes passed a link of 1300"
wait_for "[[ \$(mtu_to_narrow) == 1300 ]]" 5
on c1 ip route flush cache
head -c 300k /dev/urandom >"$work/sent"
start_on narrow sink socat -u TCP4-LISTEN:7000 "OPEN:$work/received,creat"
wait_for "on narrow ss -Htln sport = :7000 | finds LISTEN" 5
on c1 timeout 20 socat -u "OPEN:$work/sent" TCP4:192.0.2.2:7000
end_of sink
cmp "$work/sent" "$work/received"
[[ $(mtu_to_narrow) == 1300 ]] || fail "TCP did not find out the path's MTU: '$(mtu_to_narrow)'"
ok "'fragmentation needed' from beyond reaches the host inside: ping and TCP learn 1300"

# One connection lasts; another client then opens as many as it gets.
start_on server echo socat TCP4-LISTEN:7000,fork,reuseaddr EXEC:cat
wait_for "on server ss -Htln sport = :7000 | finds LISTEN" 5
start_on c1 lasting /usr/bin/python3 "$support/tcp_talk.py" --every 0.05 203.0.113.2 7000
wait_for "[[ \$(wc -l <$work/lasting.out) -ge 3 ]]" 5
opened=$(on c2 /usr/bin/python3 "$support/tcp_talk.py" --many 20 203.0.113.2 7000)
[[ $opened -ge 5 && $opened -le 9 ]] || fail "$opened connections through at most nine ports"
before=$(wc -l <"$work/lasting.out")
wait_for "[[ \$(wc -l <$work/lasting.out) -ge $((before + 10)) ]]" 5
running lasting || fail "the lasting connection ended"
ok "no port left: $opened of 20 new connections got one, the one from before goes on"

stop natgw
law "$work/natgw.out"
[[ $(counter nat.ports_exhausted) -ge 11 ]] || fail "ports_exhausted: $(counter nat.ports_exhausted)"
ok "$(counter nat.ports_exhausted) packets counted as 'ports_exhausted'"
