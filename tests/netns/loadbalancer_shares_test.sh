#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# New connections are shared as the weights say, and counted by the backend that got them.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

connections=9000

network 3
serve b1 b2 b3
return_by dnat b1 b2 b3
services dnat 4 b1=1 b2=2 b3=3 >"$work/services.toml"
balance
# What the clients' ports hash to is the same in every run.
answers 4 $connections >"$work/answers" || fail "$(<"$work/answers")"
for n in 1 2 3; do
    holds "$work/answers" "abs(d['b$n'] - $n * $connections / 6) < 0.05 * $n * $connections / 6"
done
ok "$connections connections: $(<"$work/answers")"
stop balancer
law "$work/balancer.out"
packets="[d['stages']['backend.web.10.0.0.1%d.8080.packets' % n] for n in (1, 2, 3)]"
holds "$work/balancer.out" "sorted($packets) == $packets and min($packets) > 3 * $connections / 6" "$packets"
ok "packets by backend: $(json "$work/balancer.out" "$packets")"
