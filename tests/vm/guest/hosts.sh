# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Scripts that make hosts inside the guest source this file: what netns.sh does, with what the guest has.
set -euo pipefail
work=/tmp
# shellcheck source=../../support/programs.sh
. /lib/programs.sh
patience=12 # emulated, beside other tests
trap cleanup EXIT

# host NAME DEVICE [ADDRESS]: a namespace NAME, joined by a veth pair "nic" <-> DEVICE.
host() {
    ip netns add "$1"
    ip link add "$2" type veth peer name nic netns "$1"
    ip link set "$2" up
    # As on a wire: checksums are in the packet, and so are VLAN tags.
    ip netns exec "$1" ethtool -K nic tx off rx off txvlan off tx-vlan-stag-hw-insert off >/dev/null
    ip -n "$1" link set nic up
    [[ -z ${3:-} ]] || ip -n "$1" address add "$3" dev nic
}

# reaches HOST ADDRESS SECONDS
reaches() {
    ip netns exec "$1" ping -q -c 3 -i 0.1 -w "$3" "$2" >"$work/ping.out"
}

# start_until HOST ADDRESS PROGRAM…: in the background, until the host reaches the address.
start_until() {
    local from=$1 to=$2
    start "${@:3:1}" "${@:3}"
    wait_for "! running $3 || reaches $from $to 2" 60
}
