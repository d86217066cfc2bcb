#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: tagged traffic of the kernel's VLAN devices.
# shellcheck source=hosts.sh
. /lib/hosts.sh

# vlan HOST DEVICE PROTOCOL ID ADDRESS: the VLAN device DEVICE.ID on a host's device, one tag (more) around its frames.
vlan() {
    ip -n "$1" link add link "$2" name "$2.$4" type vlan proto "$3" id "$4"
    ip -n "$1" address add "$5" dev "$2.$4"
    ip -n "$1" link set "$2.$4" up
}

# received HOST DEVICE: frames that its kernel took for this device.
received() {
    ip netns exec "$1" cat "/sys/class/net/$2/statistics/rx_packets"
}

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
host c p2 10.0.6.3/24
for tag in 802.1Q,5,10.0.5 802.1Q,6,10.0.6 802.1ad,7,10.0.7; do
    IFS=, read -r protocol id network <<<"$tag"
    vlan a nic "$protocol" "$id" "$network.1/24"
    vlan b nic "$protocol" "$id" "$network.2/24"
done
vlan a nic.7 802.1Q 8 10.0.8.1/24
vlan b nic.7 802.1Q 8 10.0.8.2/24

start_until a 10.0.0.2 l2fwd xsk:p0 xsk:p1 --json
for network in 5 6 7 8; do
    reaches a "10.0.$network.2" 10 || fail "l2fwd: VLAN $network does not get through"
done
(($(received b nic.7.8) >= 3)) || fail "the ping of VLAN 8 did not come with two tags"
stop l2fwd
ok "l2fwd carries VLANs, and a VLAN in another's (802.1ad)"

start_until a 10.0.5.2 l2switch xsk:p0 xsk:p1 xsk:p2 --json
reaches a 10.0.6.2 10 || fail "l2switch: VLAN 6 does not get through"
! reaches c 10.0.6.1 2 || fail "l2switch: a host without tags is in a tagged VLAN"
stop l2switch
ok "l2switch keeps a VLAN's hosts to themselves"

# b loses its VLAN devices and gets VLAN 5 without tags, c VLAN 6; a keeps both, tagged.
for device in nic.5 nic.6 nic.7; do ip -n b link delete "$device"; done
ip -n b address add 10.0.5.2/24 dev nic
start_until a 10.0.5.2 l2switch xsk:p0 xsk:p1 xsk:p2 --trunk 0=5+6 --access 1=5 --access 2=6 --json
reaches c 10.0.6.1 10 || fail "the access port of VLAN 6 does not reach the trunk"
ip -n c address add 10.0.5.3/24 dev nic
! reaches c 10.0.5.2 2 || fail "one access port reaches the other's VLAN"
stop l2switch
ok "l2switch tags for trunks and strips for access ports"
