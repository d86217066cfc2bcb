#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What the balancer sends through IPIP, GRE and GUE tunnels is what tshark takes for it, with right checksums.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

# start_tunnel TYPE FAMILY: services, with a key where there can be one
start_tunnel() {
    services tunnel "$2" b1=1 | sed "s/^type = .*/type = \"$1\"/; /^inner_/d; $([[ $1 == gre ]] || echo '/^key/d')" \
        >"$work/services.toml"
    balance
    start_on b1 capture tcpdump -i nic -U -w "$work/capture" "ether dst $(mac_of b1) and ether src $(cat /sys/class/net/p0/address)"
    wait_for "grep -q listening $work/capture.log" 5
}

# dissected FILTER FIELD: of the first packet that matches
dissected() {
    tshark -r "$work/capture" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -Y "$1" \
        -T fields -e "$2" 2>/dev/null | head -n 1
}

# knock FAMILY FILTER: a client says something, and a packet that matches reaches the backend
knock() {
    on client curl -s --max-time 0.3 "http://${vip_url[$1]}/" || true
    [[ -n $(dissected "$2" frame.number) ]]
}

through() { # TYPE FAMILY PROTOCOLS
    start_tunnel "$1" "$2"
    wait_for "knock $2 tcp.dstport==80" 10
    stop capture
    [[ $(dissected tcp.dstport==80 frame.protocols) == "$3" ]] ||
        fail "$1: tshark sees $(dissected tcp.dstport==80 frame.protocols)"
    [[ -z $(dissected 'ip.checksum.status == "Bad" || tcp.checksum.status == "Bad"' frame.number) ]] ||
        fail "$1: a wrong checksum"
    stop balancer
    law "$work/balancer.out"
    ok "$1 over IPv$2: $3"
}

network 1
through ipip 4 eth:ethertype:ip:ip:tcp
[[ $(dissected tcp.dstport==80 ip.src) == 10.0.0.254,198.18.0.2 ]] || fail "from $(dissected tcp.dstport==80 ip.src)"
through gre 4 eth:ethertype:ip:gre:ip:tcp
[[ $(dissected tcp.dstport==80 gre.key) == 0x0000002a ]] || fail "key $(dissected tcp.dstport==80 gre.key)"
through ipip 6 eth:ethertype:ipv6:ipv6:tcp
through gre 6 eth:ethertype:ipv6:gre:ipv6:tcp

# tshark does not know GUE: the client's packet right behind its 4 bytes.
start_tunnel gue 4
wait_for "knock 4 udp.dstport==6080" 10
stop capture
[[ $(dissected udp.dstport==6080 udp.payload) == 0004000045* ]] || fail "GUE: $(dissected udp.dstport==6080 udp.payload)"
stop balancer
ok "GUE over IPv4: its header, then the client's packet"
