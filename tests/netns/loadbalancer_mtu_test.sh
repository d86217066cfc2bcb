#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Path-MTU discovery through the balancer: towards a client, towards a backend, and into a tunnel.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

declare -A far=([4]=198.18.1.2 [6]=fd00:f::2)

learned() { # HOST ADDRESS: the path MTU that ICMP told it
    ip -n "$1" route get "$2" | grep -o 'mtu [0-9]*' || echo "none"
}

upload() { # FAMILY
    [[ $(on client curl -sf --max-time 10 --data-binary "@$work/www/file" -H 'Expect:' "http://${vip_url[$1]}/sink") == thanks ]]
}

# A router on the backends' network, and a host behind it; packets to that host may have 1300 bytes.
far_away() {
    ip netns add router
    on router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.default.accept_dad=0
    veth_pair r0 nic router
    ip link set r0 master br0
    host far far0 198.18.1.2/24 fd00:f::2/64
    ip link set far0 netns router
    on router ethtool -K nic rx off tx off tso off gso off gro off >/dev/null
    on router sysctl -qw net.ipv6.conf.nic.disable_ipv6=0 net.ipv6.conf.far0.disable_ipv6=0
    on router sysctl -qw net.ipv6.conf.all.forwarding=1
    ip -n router link set far0 up
    ip -n router address add 10.0.0.3/24 dev nic
    ip -n router address add fd00:b::3/64 dev nic
    ip -n router address add 198.18.1.1/24 dev far0
    ip -n router address add fd00:f::1/64 dev far0
    ip -n router route replace default via 10.0.0.254
    ip -n router -6 route replace default via fd00:b::254
    ip -n router route replace 198.18.1.2 dev far0 mtu lock 1300
    ip -n router -6 route replace fd00:f::2 dev far0 mtu lock 1300
    ip -n far route add default via 198.18.1.1
    ip -n far -6 route add default via fd00:f::1
}

network 1
far_away
return_by dnat b1
serve b1 far
vxlan_at 4 b1

balancer_options=(--route 198.18.1.0/24=10.0.0.3 --route fd00:f::/64=fd00:b::3)
for family in 4 6; do
    services dnat $family b1=1 >"$work/services.toml"
    balance
    on far curl -sf --max-time 10 "http://${vip_url[$family]}/file" | cmp - "$work/www/file" || fail "the file did not arrive"
    [[ $(learned b1 "${far[$family]}") == "mtu 1300" ]] || fail "the backend knows of no smaller MTU: $(learned b1 "${far[$family]}")"
    ok "IPv$family: a backend learns the MTU of the way to a client"
    stop balancer

    services dnat $family b1=1 | sed "/backend/,\$ s/^address.*/address = \"${far[$family]}\"/" >"$work/services.toml"
    balance
    upload $family || fail "the upload to a far backend failed"
    [[ $(learned client "${vip[$family]}") == "mtu 1300" ]] || fail "the client knows of no smaller MTU: $(learned client "${vip[$family]}")"
    ok "IPv$family: a client learns the MTU of the way to a backend"
    stop balancer
    law "$work/balancer.out"
done

ip -n client route flush cache
return_by tunnel b1
services tunnel 4 b1=1 >"$work/services.toml"
balance
upload 4 || fail "the upload through the tunnel failed"
[[ $(learned client "${vip[4]}") == "mtu 1450" ]] || fail "the client knows of no smaller MTU: $(learned client "${vip[4]}")"
ok "a client learns what the tunnel leaves of the MTU"
stop balancer
law "$work/balancer.out"
