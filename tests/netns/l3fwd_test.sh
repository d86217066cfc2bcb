#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l3fwd as the router between three networks with real stacks: with addresses and routes of its own, with the kernel's,
# and with the kernel behind tap devices.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

network() { # HOST NUMBER: 10.NUMBER.0.2 and fd0NUMBER::2, routed by .1 and ::1
    host "$1" "p$(($2 - 1))" "10.$2.0.2/24" "fd0$2::2/64"
    ip -n "$1" route add default via "10.$2.0.1"
    ip -n "$1" route add default via "fd0$2::1"
}

on_wire() { # FROM ADDRESS…: echoes through or from the router, once everybody is found
    local address
    for address in "${@:2}"; do
        wait_for "on $1 ping -c1 -W0.3 $address" 5
        on "$1" ping -q -c 10 -i 0.02 -W 2 "$address" >"$work/ping.out"
        holds_line "$work/ping.out" "10 received"
        ok "$1 pings $address"
    done
}

holds_line() { # FILE TEXT
    grep -qi -- "$2" "$1" || fail "no '$2' in: $(cat "$1")"
}

is_told() { # TEXT HOST PING_OPTION…: by an error like that
    on "$2" ping -c 1 -W 2 "${@:3}" >"$work/told.out" 2>&1 || true
    holds_line "$work/told.out" "$1"
}

arrived() { # HOST: datagrams for a port where nobody listens
    # shellcheck disable=SC2016
    on "$1" awk '$1 == "Udp:" && $3 ~ /^[0-9]/ {print $3}' /proc/net/snmp
}

flows() { # COUNT: left sends a datagram of each of so many flows to 10.9.0.1
    on left /usr/bin/python3 -c '
import socket, sys
for n in range(int(sys.argv[1])):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("10.1.0.2", 20000 + n))
    s.sendto(b"x", ("10.9.0.1", 9))' "$1"
}

counted() { # COUNTER
    json "$work/l3fwd.out" "d['stages']['$1']"
}

up() { # OPTION…
    start l3fwd "$bin/l3fwd/l3fwd" "$@" --partial-checksums --json
    wait_for "on left ping -c1 -W0.2 10.2.0.2" 20
}

down() {
    stop l3fwd
    law "$work/l3fwd.out"
}

network left 1
network right 2
network third 3
ip link set p2 mtu 1400
for host in right third; do
    ip -n $host address add 10.9.0.1/32 dev lo
    ip -n $host address add fd09::1/128 dev lo
done

up p0 p1 p2 --address p0=10.1.0.1/24 --address p1=10.2.0.1/24 --address p2=10.3.0.1/24 \
    --address p0=fd01::1/64 --address p1=fd02::1/64 --address p2=fd03::1/64 \
    --route 10.9.0.0/24=10.2.0.2 --route 10.9.0.0/24=10.3.0.2
on_wire left 10.2.0.2 fd02::2 10.3.0.2 fd03::2
on_wire third fd01::2 10.2.0.2
[[ $(ip -n left neighbour show 10.1.0.1) == *lladdr* && $(ip -n left neighbour show fd01::1) == *router* ]] ||
    fail "left does not know the router: $(ip -n left neighbour)"
tcp right left 10.2.0.2 2
tcp right left fd02::2 1
on left ping -q -c 3 -i 0.05 -s 4000 10.2.0.2 >"$work/ping.out"
on left ping -q -c 3 -i 0.05 -s 4000 fd02::2 >"$work/ping.out"
ok "fragments go through"

is_told "from 10.1.0.1.*time to live exceeded" left -t 1 10.2.0.2
is_told "hop limit" left -6 -t 1 fd02::2
is_told "net unreachable" left 192.0.2.1
is_told "no route" left -6 2001:db8::1
is_told "mtu = 1400" left -M "do" -s 1400 10.3.0.2
is_told "mtu=1400\|mtu = 1400" left -6 -M "do" -s 1400 fd03::2
ok "senders are told what is not forwarded, and why"
ip -n left route flush cache
download left third 10.1.0.2 2
ok "a path's MTU is found through it"

before=$(($(arrived right) + $(arrived third)))
flows 200
wait_for "((\$(arrived right) + \$(arrived third) == $before + 200))" 5
[[ $(arrived right) -ge 60 && $(arrived third) -ge 60 ]] ||
    fail "of 200 flows $(arrived right) and $(arrived third) went to each"
ok "flows are shared by both next hops: $(arrived right) and $(arrived third)"
down
[[ $(counted arp.answered) -ge 1 && $(counted nd.answered) -ge 1 && $(counted resolve.requests) -ge 4 ]] ||
    fail "neighbours: $(counted arp.answered) $(counted nd.answered) $(counted resolve.requests)"
[[ $(counted l3_forward.too_big) -ge 3 && $(counted l3_forward.ttl_exceeded) == 2 &&
    $(counted l3_forward.no_route) == 2 ]] ||
    fail "not forwarded: $(json "$work/l3fwd.out" 'd["stages"]')"
ok "every packet that is not forwarded is counted by its reason"

# The kernel's addresses and routes, at the ports themselves.
for n in 1 2 3; do
    sysctl -qw "net.ipv6.conf.p$((n - 1)).disable_ipv6=0"
    ip address add "10.$n.0.1/24" dev "p$((n - 1))"
    ip address add "fd0$n::1/64" dev "p$((n - 1))" nodad
done
ip route add 10.9.0.0/24 via 10.2.0.2
ip -6 route add fd09::/64 nexthop via fd02::2 nexthop via fd03::2
up p0 p1 p2 --follow-kernel
# Both gateways are known before the routes by way of them are used.
on_wire left fd02::2 fd03::2 10.2.0.2 10.3.0.2 10.9.0.1 fd09::1
tcp right left 10.2.0.2 2

on left ping -q -c 400 -i 0.005 10.2.0.2 >"$work/steady.out" &
steady=$!
on left ping -q -c 400 -i 0.005 10.9.0.1 >"$work/moving.out" &
moving=$!
for gateway in 10.3.0.2 10.2.0.2 10.3.0.2; do
    sleep 0.5
    ip route replace 10.9.0.0/24 via $gateway
done
wait $steady $moving
holds_line "$work/steady.out" "400 received"
holds_line "$work/moving.out" "400 received"
before=$(arrived third)
flows 50
wait_for "((\$(arrived third) == $before + 50))" 5
ok "a route that is replaced takes effect, and no packet is lost"
ip route add blackhole 10.9.0.1/32
wait_for "! on left ping -c1 -W0.2 10.9.0.1" 5
ip route del blackhole 10.9.0.1/32
ip route replace unreachable 10.9.0.0/24
wait_for "is_told 'host unreachable' left 10.9.0.1" 5
ip route del unreachable 10.9.0.0/24
wait_for "is_told 'net unreachable' left 10.9.0.1" 5
ip address add 10.1.0.7/24 dev p0
wait_for "on left ping -c1 -W0.2 10.1.0.7; ip -n left neighbour show 10.1.0.7 | finds lladdr" 5
ok "routes and addresses that come and go are followed"
down

# The kernel's own words go by tap devices, which have the addresses now.
for n in 1 2 3; do
    ip address flush dev "p$((n - 1))"
done
start l3fwd "$bin/l3fwd/l3fwd" p0 p1 p2 tap:t0 tap:t1 --tap p0=t0 --tap p1=t1 --follow-kernel --partial-checksums --json
wait_for "ip link show t1" 10
for n in 1 2; do
    sysctl -qw "net.ipv6.conf.t$((n - 1)).disable_ipv6=0"
    ip address add "10.$n.0.1/24" dev "t$((n - 1))"
    ip address add "fd0$n::1/64" dev "t$((n - 1))" nodad
done
# The router has other Ethernet addresses now.
ip -n left neighbour flush dev nic
ip -n right neighbour flush dev nic
on_wire left 10.2.0.2 fd02::2 10.1.0.1 fd01::1 10.2.0.1
ping -q -c 5 -i 0.05 -W 2 10.2.0.2 >"$work/ping.out"
ping -q -c 5 -i 0.05 -W 2 fd01::2 >"$work/ping.out"
ok "the kernel answers and asks by its taps"
tcp right left 10.2.0.2 2
start host_web /usr/bin/python3 -m http.server 8080 --directory "$support"
wait_for "on left curl -sf --max-time 1 -o /dev/null http://10.1.0.1:8080/netns.sh" 10
cmp <(on left curl -sf http://10.1.0.1:8080/netns.sh) "$support/netns.sh"
kill_hard host_web
ok "a server of the router's own host is reached"
down
[[ $(counted kernel.to_kernel) -ge 20 && $(counted kernel.from_kernel) -ge 20 ]] ||
    fail "the kernel had $(counted kernel.to_kernel) and $(counted kernel.from_kernel) packets"
