#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What hosts outside and inside see of mappings: who seems to speak, who is let in, and by which way back.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/gateway.sh
. "$support/gateway.sh"

clients 3
internet
gateway --quiet <<'RULES'
[[pool]]
name = "gateway"
addresses = ["198.18.0.1"]
ports = "1024-65535"
interface = true
keep_port = false
filtering = "address_dependent"
[[rule]]
name = "clients"
source = "10.0.0.0/24"
pool = "gateway"
[[static]]
name = "third client"
external = "198.18.0.3"
internal = "10.0.0.13"
[[forward]]
name = "second client"
external = "198.18.0.1"
protocol = "tcp"
ports = 8080
internal = "10.0.0.12"
internal_port = 7000
RULES
tell_who server 7000 7001
tell_who narrow 7000
tell_who c2 7000
tell_who c3 7000

for kind in udp tcp; do
    seen=$(ask $kind c1 5000 203.0.113.2 7000)
    [[ $seen =~ ^198\.18\.0\.1\ [0-9]+$ && $seen != *' 5000' ]] || fail "$kind: the server sees '$seen'"
    same=$(ask $kind c1 5000 203.0.113.2 7001)
    [[ $same == "$seen" ]] || fail "$kind: for another port '$same' instead of '$seen'"
    same=$(ask $kind c1 5000 192.0.2.2 7000)
    [[ $same == "$seen" ]] || fail "$kind: for another host '$same' instead of '$seen'"
    other=$(ask $kind c2 5000 203.0.113.2 7000)
    [[ $other == '198.18.0.1 '* && $other != "$seen" ]] || fail "$kind: of two clients one is '$seen', one '$other'"
done
ok "an internal address and port has one external port, whomever it speaks to"

start_on c1 listener /usr/bin/python3 -u -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 6000))
s.sendto(b"hello", ("203.0.113.2", 7000))
while True:
    print(s.recv(99).decode().strip())'
wait_for "grep -q '198.18.0.1' $work/listener.out" 5
port=$(awk '{print $2}' "$work/listener.out")
on narrow socat -u - "UDP4:198.18.0.1:$port" <<<stranger
on server socat -u - "UDP4:198.18.0.1:$port,sourceport=9999" <<<acquaintance
wait_for "grep -q acquaintance $work/listener.out" 5
! grep -q stranger "$work/listener.out" || fail "a stranger was let in"
ok "a mapping lets in whom its host speaks to, and nobody else"

[[ $(ask tcp server 5000 198.18.0.1 8080) == '203.0.113.2 5000' ]] || fail "the port forward"
ok "a forwarded port is reached from outside, and the client keeps its address"
[[ $(ask tcp c1 5100 198.18.0.1 8080) == '198.18.0.1 '* ]] || fail "hairpin"
[[ $(ask tcp c2 5100 198.18.0.1 8080) == '198.18.0.1 '* ]] || fail "a host does not reach itself"
ok "hairpin: hosts inside reach each other by the external address, and see it as the source"

# The first echo is lost: the gateway does not know the third client's Ethernet address yet.
on server ping -q -c 5 -i 0.1 -W 2 198.18.0.3 >"$work/ping.out" || fail "ping to a static entry"
[[ $(ask udp server 5000 198.18.0.3 7000) == '203.0.113.2 5000' ]] || fail "static, inwards"
[[ $(ask udp c3 5000 203.0.113.2 7000) == '198.18.0.3 5000' ]] || fail "static, outwards"
ok "a static entry is one address for another, both ways"

stop natgw
law "$work/natgw.out"
[[ $(counter nat.filtered) == 1 ]] || fail "filtered: $(counter nat.filtered)"
ok "what was not let in is counted"
