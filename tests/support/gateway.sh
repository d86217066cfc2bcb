# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Networks on both sides of a gateway; a test sources this file after netns.sh.
#
#   c1 10.0.0.11 ─┐                                                                       ┌─ server 203.0.113.2
#   c2 10.0.0.12 ─┼─ bridge ─ [inside  gateway  outside] ─ isp 198.18.0.254, 203.0.113.1 ─┤
#         …      ─┘         10.0.0.1      198.18.0.1                                      └─ narrow 192.0.2.2
#
# The isp knows no way to 10.0.0.0/24. The link to narrow carries packets of 1300 bytes.
: "${work:?}" "${bin:?}" "${support:?}"

address_of() { # CLIENT
    echo "10.0.0.$((10 + ${1#c}))"
}

clients() { # HOW_MANY
    local n
    ip link add lan type bridge
    ip link set lan up
    veth_pair inside lan0
    ip link set lan0 master lan
    for n in $(seq "$1"); do
        host "c$n" "lan$n" "$(address_of "c$n")/24"
        ip link set "lan$n" master lan
        ip -n "c$n" route add default via 10.0.0.1
    done
}

# beyond HOST NETWORK MTU: a host with address .2 behind the isp, which has .1.
beyond() {
    ip netns add "$1"
    ip -n "$1" link set lo up
    ip link add "$1" mtu "$3" netns isp type veth peer name nic netns "$1"
    on isp ethtool -K "$1" rx off tx off tso off gso off gro off >/dev/null
    on "$1" ethtool -K nic rx off tx off tso off gso off gro off >/dev/null
    ip -n isp address add "$2.1/24" dev "$1"
    ip -n isp link set "$1" up
    ip -n "$1" address add "$2.2/24" dev nic
    ip -n "$1" link set nic up
    ip -n "$1" route add default via "$2.1"
}

internet() {
    host isp outside 198.18.0.254/24
    on isp sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
    beyond server 203.0.113 1500
    beyond narrow 192.0.2 1300
}

# gateway [OPTION…]: natgw with the rules on standard input; returns when packets pass.
gateway() {
    cat >"$work/rules.toml"
    # shellcheck disable=SC2154 # of netns.sh
    start natgw "$bin/natgw/natgw" inside outside --rules "$work/rules.toml" --address inside=10.0.0.1/24 \
        --address outside=198.18.0.1/24 --gateway 198.18.0.254 --json "${push_down[@]}" "$@"
    wait_for "! running natgw || on c1 ping -c1 -W0.3 203.0.113.2" 20
}

# tell_who HOST PORT…: a server on HOST that tells its clients who they are, see who.py.
tell_who() {
    start_on "$1" "who_$1" "$support/who.py" serve "${@:2}"
    wait_for "on $1 ss -Htln sport = :${*: -1} | finds LISTEN" 10
}

# ask tcp|udp HOST FROM ADDRESS PORT: who HOST is to that server when it speaks from port FROM; empty without an answer.
ask() {
    on "$2" "$support/who.py" ask "$1" "${@:3}" 2>>"$work/ask.log" || true
}

# counter NAME: of natgw's stages, in its final report.
counter() {
    json "$work/natgw.out" "d['stages']['$1']"
}
