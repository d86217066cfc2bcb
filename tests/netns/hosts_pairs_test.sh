#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Four ports are two cables: each pair of hosts talks, and neither hears the other pair.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
host c p2 10.0.0.1/24 fd00::1/64
host e p3 10.0.0.2/24 fd00::2/64
start l2fwd "$bin/l2fwd/l2fwd" p0 p1 p2 p3 --json
wait_for "on a ping -c1 -W0.2 10.0.0.2" 10

pings a b 10.0.0.2
pings c e 10.0.0.2 fd00::2
frames --from a --to b --not-to c --not-to e
frames --from b --to a --not-to c --not-to e
frames --from c --to e --not-to a --not-to b
frames --from e --to c --not-to a --not-to b
ok "frames reach the other host of the pair and nobody else"
tcp a b 10.0.0.1 2
tcp c e fd00::1 2

stop l2fwd
law "$work/l2fwd.out" --one-to-one
ok "no frame missing"
