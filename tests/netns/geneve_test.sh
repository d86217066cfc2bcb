#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two nodes carry a connection between their hosts through Geneve, both ways; on the wire between them tshark sees what
# Geneve should be, and finds every checksum right.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
host here p0 10.1.0.2/24
host there q0 10.2.0.2/24
ip -n here route add default via 10.1.0.1
ip -n there route add default via 10.2.0.1
# The wire: a bridge, on which frames can be seen.
ip link add wire type bridge mcast_snooping 0
ip link set wire up
for n in p q; do
    veth_pair ${n}1 ${n}2
    ip link set ${n}2 master wire
done

# node NAME NUMBER OTHER: hosts of network 10.NUMBER.0.0/24 at NAME0, the wire at NAME1
node() {
    cat >"$work/$1.toml" <<END
[run]
control = "$work/$1.socket"
[[port]]
spec = "xsk:${1}0"
name = "hosts"
[[port]]
spec = "xsk:${1}1"
name = "wire"
[[address]]
port = "hosts"
address = "10.$2.0.1/24"
[[address]]
port = "wire"
address = "192.168.5.$2/24"
[[tunnel]]
name = "other"
kind = "geneve"
vni = 4711
local = "192.168.5.$2"
remote = "192.168.5.$3"
inner_mac = "02:00:00:00:00:0$3"
inner_source = "02:00:00:00:00:0$2"
[[route]]
destination = "10.$3.0.0/24"
tunnel = "other"
[[pipeline]]
type = "parse_headers"
[[pipeline]]
type = "decapsulator"
[[pipeline]]
type = "arp"
[[pipeline]]
type = "flow_cache"
stages = ["router"]
[[pipeline]]
type = "resolve"
END
    start "$1" "$xdpk" run "$work/$1.toml" --json
}
node p 1 2
node q 2 1
wait_for "on here ping -c1 -W0.2 10.2.0.2" 15
start wire_capture tcpdump -i p2 -U -s 200 -w "$work/capture"
wait_for "grep -q listening $work/wire_capture.log" 5

on here ping -q -c 10 -i 0.02 10.2.0.2 >"$work/ping.out" || fail "ping: $(<"$work/ping.out")"
mkdir "$work/files"
head -c 4M /dev/urandom >"$work/files/file"
start_on there web /usr/bin/python3 -m http.server 80 --directory "$work/files"
wait_for "on there ss -Htln sport = :80 | finds LISTEN" 5
on here curl -sf --max-time 30 -o "$work/copy" http://10.2.0.2/file || fail "curl"
cmp "$work/files/file" "$work/copy"
on here ip route get 10.2.0.2 | grep -q 'mtu 1450' || on there ip route get 10.1.0.2 | grep -q 'mtu 1450' ||
    fail "nobody learned what the tunnel leaves of the MTU"
ok "hosts behind two nodes ping each other, and a file goes through whole"

stop wire_capture
dissected() { # FILTER FIELD…: without repetitions
    tshark -r "$work/capture" -o ip.check_checksum:TRUE -Y "$1" -T fields "${@:2}" 2>/dev/null | sort | uniq
}
geneve='udp.dstport==6081 && tcp.port==80'
[[ $(dissected "$geneve" -e frame.protocols | head -n1) == eth:ethertype:ip:udp:geneve:eth:ethertype:ip:tcp* ]] ||
    fail "tshark sees $(dissected "$geneve" -e frame.protocols)"
[[ $(dissected "$geneve" -e geneve.version -e geneve.vni -e geneve.proto_type) == $'0\t0x001267\t0x6558' ]] ||
    fail "Geneve: $(dissected "$geneve" -e geneve.version -e geneve.vni -e geneve.proto_type)"
[[ $(dissected "$geneve && tcp.dstport==80" -e ip.src -e ip.dst -e eth.dst | cut -d, -f1-3) == \
    192.168.5.1,10.1.0.2$'\t'192.168.5.2,10.2.0.2$'\t'* ]] || fail "$(dissected "$geneve" -e ip.src -e ip.dst -e eth.dst)"
[[ -z $(dissected 'ip.checksum.status == "Bad"' -e frame.number) ]] || fail "a wrong checksum"
[[ -z $(dissected 'tcp.port==80 && !geneve' -e frame.number) ]] || fail "something goes outside of the tunnel"
ok "tshark sees Geneve: version 0, the VNI, Ethernet inside"

for n in p q; do
    stop $n
    law "$work/$n.out"
    holds "$work/$n.out" "d['stages']['decapsulator.decapsulated'] > 500" "d['stages']"
done
ok "every frame came back"
