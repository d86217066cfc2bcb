#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# IP packets leave where the longest prefix, the flow or the rule says, with one from their TTL: with LPM, exact match, FIB
# and ACL, on one queue and on two.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

rules=$work/acl.rules
printf '@0.0.0.0/0 198.18.6.0/24 0 : 65535 0 : 65535 0x00/0x00\n' >"$rules"
for port in 0 1; do
    printf 'R0.0.0.0/0 198.18.%d.0/24 0 : 65535 0 : 65535 0x00/0x00 %d\n' $port $port >>"$rules"
done
printf 'R0:0:0:0:0:0:0:0/0 2001:200:0:1:0:0:0:0/64 0 : 65535 0 : 65535 0x00/0x00 1\n' >"$rules.6"

ports 2
one='(0,0,0),(1,0,1)'
two='(0,0,0),(0,1,1),(1,0,0),(1,1,1)'

forward() { # MODE CONFIG
    local mode=$1 options=() flow=(--dst-ip 198.18.1.77 --flows 8)
    [[ $mode != acl ]] || options=(--rule_ipv4="$rules" --rule_ipv6="$rules.6")
    [[ $mode != em ]] || flow=(--src-ip 198.18.1.1 --dst-ip 198.18.1.0 --src-port 9 --dst-port 9)
    run '(0-1)@(0-1)' -P -p 3 --lookup="$mode" --config="$2" "${options[@]}"
    says 'entering main loop on lcore 1\|L3FWD:  -- lcoreid=1' 10
    packets h0 h1 "${flow[@]}"
    [[ $(json "$work/packets.json" "d['hosts']['h1']['ttls']") == "[63]" ]] || fail "$mode: the TTL"
    stop l3fwd
    ok "$mode, $2"
}

for mode in lpm em fib acl; do
    forward $mode "$one"
done
for n in 0 1; do
    ip link delete "p$n"
    QUEUES=2 join "h$n" "p$n"
done
vdevs=(--vdev 'net_af_xdp0,iface=p0,queue_count=2' --vdev 'net_af_xdp1,iface=p1,queue_count=2')
for mode in lpm em fib acl; do
    forward $mode "$two"
done
