#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A router whose addresses, routes and neighbours are the kernel's, by taps: hosts reach each other and the kernel, and
# a route that the administrator changes moves the traffic without losing that of others.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

socket=$work/control
{
    printf '[run]\ncontrol = "%s"\n' "$socket"
    printf '[[port]]\nspec = "xsk:p%d"\n' 0 1 2
    printf '[[port]]\nspec = "tap:t%d"\n' 0 1 2
    printf '[kernel]\nfollow = true\n'
    for number in 0 1 2; do
        printf '[[kernel.tap]]\nport = "p%d"\ntap = "t%d"\n' "$number" "$number"
    done
    printf '[[pipeline]]\ntype = "%s"\n' parse_headers
    printf 'checksums = "recompute"\n'
    printf '[[pipeline]]\ntype = "%s"\n' arp nd
    printf '[[pipeline]]\ntype = "kernel"\ntypes = ["arp"]\n'
    printf '[[pipeline]]\ntype = "%s"\n' flow_cache resolve
    printf '[[pipeline]]\ntype = "kernel"\nname = "rest"\nrest = true\n'
} >"$work/run.toml"

x() {
    "$bin/xdpk/xdpk" "$@" --socket "$socket"
}

received() { # by right2
    on right2 cat /proc/net/dev | awk '/nic:/ {print $3}'
}

host left p0 10.1.0.2/24
ip -n left route add default via 10.1.0.1
# Two ways to the same address.
for number in 1 2; do
    name=right$number
    host "$name" "p$number" "10.$((number + 1)).0.2/24"
    ip -n "$name" route add default via "10.$((number + 1)).0.1"
    ip -n "$name" address add 198.51.100.1/32 dev lo
done
start run "$bin/xdpk/xdpk" run "$work/run.toml" --json
wait_for "ip link show t2" 5
for number in 0 1 2; do
    ip address add "10.$((number + 1)).0.1/24" dev "t$number"
    ip link set "t$number" up
done
ip route add 198.51.100.0/24 via 10.2.0.2
wait_for "on left ping -c1 -W0.3 198.51.100.1" 10
wait_for "on left ping -c1 -W0.3 10.3.0.2" 10
x show routes | finds '^198.51.100.0/24  *via 10.2.0.2 port 1' || fail "$(x show routes)"
ok "the kernel's route carries traffic"

ping -q -c 5 -i 0.05 -t 1 10.1.0.2 >"$work/own.out" || fail "the kernel does not reach left: $(<"$work/own.out")"
on left ping -q -c 5 -i 0.05 10.1.0.1 >"$work/own.out" || fail "left does not reach the kernel: $(<"$work/own.out")"
ok "the kernel speaks with hosts, also with a TTL of 1"

before=$(received)
on left ping -q -i 0.002 -c 1500 10.3.0.2 >"$work/other.out" &
other=$!
ip route replace 198.51.100.0/24 via 10.3.0.2
wait_for "x show routes | finds '^198.51.100.0/24  *via 10.3.0.2 port 2'" 3
on left ping -q -c 20 -i 0.01 198.51.100.1 >"$work/moved.out" || fail "the moved route: $(<"$work/moved.out")"
wait "$other" || fail "ping: $(<"$work/other.out")"
grep -q ' 0% packet loss' "$work/other.out" || fail "lost packets: $(<"$work/other.out")"
after=$(received)
((after - before >= 1520)) || fail "right2 received $((after - before)) packets"
ip route add unreachable 198.51.100.0/25
wait_for "(on left ping -c1 -W1 198.51.100.1 || true) | finds Unreachable" 3
ok "a changed route takes effect, and other flows lose nothing"

stop run
law "$work/run.out"
ok "every frame came back"
