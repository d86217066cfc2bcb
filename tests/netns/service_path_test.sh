#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A connection to a VIP goes to a backend behind another node, as on a Cilium node: balanced, tracked, translated,
# checked by the backend's label, and carried by VXLAN, whose other end is the kernel's, or by the kernel's routes.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control
vip=10.100.0.1
our_mac=02:00:00:00:00:11 # inside the tunnel
its_mac=02:00:00:00:00:22

# Node 1 is the side under test: clients at p0, other nodes at p1. The pods of node 2 are 10.2.0.0/24.
host client p0 10.9.0.2/24
ip -n client route add default via 10.9.0.1
host node2 p1 192.168.5.2/24
host pod pod0 10.2.0.10/24 10.2.0.11/24
ip link set pod0 netns node2 up
ip -n node2 address add 10.2.0.1/24 dev pod0
on node2 ethtool -K pod0 rx off tx off tso off gso off gro off >/dev/null
ip -n pod route add default via 10.2.0.1
on node2 sysctl -qw net.ipv4.ip_forward=1

mkdir "$work/files"
head -c 20000000 /dev/urandom >"$work/files/large"
echo small >"$work/files/small"
start_on pod web /usr/bin/python3 -m http.server 8080 --directory "$work/files"
wait_for "on node2 curl -sf -o /dev/null http://10.2.0.10:8080/small" 10

configure() { # WAY: where addresses, tunnels and routes are from
    cat >"$conf" <<END
[run]
control = "$socket"
[[port]]
spec = "xsk:p0"
name = "clients"
[[port]]
spec = "xsk:p1"
name = "nodes"
$1
[[service]]
name = "web"
address = "$vip"
port = 80
mode = "dnat"
[[service.backend]]
address = "10.2.0.10"
port = 8080
[[service]]
name = "db"
address = "$vip"
port = 81
mode = "dnat"
[[service.backend]]
address = "10.2.0.11"
port = 8080
[filter]
otherwise = "drop"
[[filter.endpoint]]
block = "10.2.0.10/32"
labels = ["app=web"]
[[filter.endpoint]]
block = "10.2.0.11/32"
labels = ["app=db"]
[[filter.rule]]
name = "to-web"
action = "permit"
from = "10.9.0.0/24"
to = "label app=web"
protocol = "tcp"
ports = 8080
[[pipeline]]
type = "parse_headers"
[[pipeline]]
type = "decapsulator"
[[pipeline]]
type = "arp"
[[pipeline]]
type = "flow_cache"
stages = ["load_balancer", "filter", "router"]
[[pipeline]]
type = "resolve"
END
}

shown() { # COUNTER
    "$xdpk" show counters --socket "$socket" | awk -v name="$1" '$1 == name {print $2}'
}

# What must hold, whoever carries the packets.
connections_work() {
    wait_for "on client curl -sf --max-time 1 -o /dev/null http://$vip/small" 10
    cmp <(on client curl -sf --max-time 20 "http://$vip/large") "$work/files/large"
    local dropped status=0
    dropped=$(shown rule.default.packets)
    on client curl -s --max-time 1 -o /dev/null "http://$vip:81/large" || status=$?
    [[ $status == 28 ]] || fail "the policy should drop what goes to app=db; curl says $status"
    [[ $(shown rule.default.packets) -gt $dropped ]] || fail "its drops were not counted by the policy's default"
    [[ $(shown rule.to-web.packets) -gt 1000 ]] || fail "rule to-web counted $(shown rule.to-web.packets) packets"
}

ip -n node2 link add vx0 address "$its_mac" type vxlan id 42 local 192.168.5.2 remote 192.168.5.1 dstport 4789 nolearning
ip -n node2 address add 10.255.0.2/24 dev vx0
ip -n node2 link set vx0 mtu 1450 up
on node2 ethtool -K vx0 rx off tx off tso off gso off gro off >/dev/null
ip -n node2 neighbour add 10.255.0.1 lladdr "$our_mac" dev vx0 nud permanent
ip -n node2 route add 10.9.0.0/24 via 10.255.0.1
configure "
[[address]]
port = \"clients\"
address = \"10.9.0.1/24\"
[[address]]
port = \"nodes\"
address = \"192.168.5.1/24\"
[[tunnel]]
name = \"node2\"
kind = \"vxlan\"
vni = 42
local = \"192.168.5.1\"
remote = \"192.168.5.2\"
inner_mac = \"$its_mac\"
inner_source = \"$our_mac\"
[[route]]
destination = \"10.2.0.0/16\"
tunnel = \"node2\""
start run "$xdpk" run "$conf" --json
connections_work
ip -n node2 -s -j link show vx0 >"$work/vx0.json"
received=$(json "$work/vx0.json" "d[0]['stats64']['rx']['packets']")
[[ $received -gt 1000 ]] || fail "the kernel's VXLAN device received $received packets only"
[[ $(shown decapsulator.decapsulated) -gt 1000 ]] || fail "the replies did not come out of the tunnel"
stop run
law "$work/run.out"
ok "through VXLAN to a backend behind another node, and back"

ip -n node2 link del vx0
ip -n node2 route add 10.9.0.0/24 via 192.168.5.1
ip address add 10.9.0.1/24 dev p0
ip address add 192.168.5.1/24 dev p1
ip route add 10.2.0.0/16 via 192.168.5.2
configure "
[kernel]
follow = true"
start run "$xdpk" run "$conf" --json
connections_work
stop run
law "$work/run.out"
ok "the same where the kernel's routes carry it"
