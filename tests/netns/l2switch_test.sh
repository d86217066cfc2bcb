#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2switch between three hosts: floods what it does not know, learns where addresses are, per VLAN, and forgets; keeps
# VLANs to the ports that are in them.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

QUEUES=2 host a p0 10.0.0.1/24 fd00::1/64
QUEUES=2 host b p1 10.0.0.2/24 fd00::2/64
QUEUES=2 host c p2 10.0.0.3/24
mac_b=02:00:00:00:00:0b
nowhere=02:00:00:00:00:ee

# from HOST MAC [OPTION…]: that host sends a frame from this address to one that nobody has.
from() {
    frames --from "$1" --src "$2" --dst "$nowhere" --count 1 "${@:3}"
}

start l2switch "$bin/l2switch/l2switch" p0 p1 p2 --workers 2 --json
wait_for "on a ping -c1 -W0.2 10.0.0.2" 10

pings a b 10.0.0.2 fd00::2
pings b c 10.0.0.3
pings c a 10.0.0.1
tcp a b 10.0.0.1 2

for group in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb 33:33:00:00:00:01 $nowhere; do
    frames --from a --to b --to c --not-to a --dst "$group" --count 100
done
ok "broadcast, multicast and unknown addresses are flooded, not sent back"

from b $mac_b
frames --from a --to b --not-to c --dst $mac_b --count 500
frames --from c --to b --not-to a --dst $mac_b --count 500
frames --from b --not-to a --not-to b --not-to c --dst $mac_b --src 02:00:00:00:00:0d --count 10
ok "a learned address gets its frames alone; none go back where they came from"
from b 02:00:00:00:00:1b --queue 0
frames --from a --to b --not-to c --dst 02:00:00:00:00:1b --queue 1 --count 100
ok "what one worker has learned the other knows"
from c $mac_b
frames --from a --to c --not-to b --dst $mac_b --count 100
ok "an address that moves is followed"
from b 03:00:00:00:00:0b
frames --from a --to b --to c --dst 03:00:00:00:00:0b --count 10
ok "a group address is not learned"

from b $mac_b --vlan 7
from c $mac_b --vlan 8
frames --from a --to b --not-to c --dst $mac_b --vlan 7 --count 100
frames --from a --to c --not-to b --dst $mac_b --vlan 8 --count 100
frames --from a --to b --to c --dst $mac_b --vlan 9 --count 100
ok "each VLAN has addresses of its own"

stop l2switch
law "$work/l2switch.out"
ok "no frame missing"

# a and b are in VLAN 10 and do not know it, c carries 10 and 20.
start l2switch "$bin/l2switch/l2switch" p0 p1 p2 --access 0=10 --access 1=10 --trunk 2=10+20 --json
wait_for "on a ping -c1 -W0.2 10.0.0.2" 10
frames --from a --to b --dst $nowhere --count 100
frames --from a --to c --dst $nowhere --count 100 --to-vlan 10
frames --from c --to a --to b --dst $nowhere --count 100 --vlan 10 --to-vlan 0
ok "tags are put on and taken off between access and trunk ports"
frames --from c --not-to a --not-to b --dst $nowhere --count 10 --vlan 20
frames --from c --not-to a --not-to b --dst $nowhere --count 10 --vlan 30
frames --from c --not-to a --not-to b --dst $nowhere --count 10
frames --from a --not-to b --not-to c --dst $nowhere --count 10 --vlan 20
frames --from a --not-to b --not-to c --dst 01:80:c2:00:00:0e --count 10
ok "frames stay in their VLAN; those of bridges are not forwarded"
stop l2switch
law "$work/l2switch.out"
holds "$work/l2switch.out" '(d["stages"]["l2_switch.reserved"], d["stages"]["l2_switch.not_member"]) == (10, 30)' 'd["stages"]'
ok "every dropped frame is counted by its reason"

start l2switch "$bin/l2switch/l2switch" p0 p1 p2 --aging 3 --json
wait_for "on a ping -c1 -W0.2 10.0.0.2" 10
from b $mac_b --vlan 7
frames --from a --to b --not-to c --dst $mac_b --vlan 7 --count 1
# Being sent to does not keep an address; only what it says itself does.
wait_for "(frames --from a --to b --to c --dst $mac_b --vlan 7 --count 1 --timeout 0.1)" 10
ok "an address that says nothing for 3 s is forgotten"
stop l2switch
law "$work/l2switch.out"
