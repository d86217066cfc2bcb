#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two hosts talk through l2fwd in the guest, where one worker forwards between two virtio-net ports in zero-copy mode.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

count=5000

# cross FROM TO SIZE: numbered frames one way, in the background; each must arrive once, in order and whole.
cross() {
    start "to_$2" /usr/bin/python3 "$support/frames.py" \
        --from "$1" --to "$2" --count "$count" --size "$3" --timeout 60
}

crossed() {
    guest_wait_for "! running to_$1" 120
    end_of "to_$1"
    [[ $status == 0 ]] || fail "frames to $1: $(cat "$work/to_$1.out")"
}

both_ways() {
    cross left right "$1"
    cross right left "$1"
    crossed left
    crossed right
    ok "$count frames of $1 bytes each way, all whole"
}

guest_host left 10.0.0.1/24 fd00::1/64
guest_host right 10.0.0.2/24 fd00::2/64
guest_start "$vm/guest/zero_copy.sh" "virtio_pci virtio_net" "$bin/l2fwd/l2fwd"
guest_wait_for "on left ping -c1 -W0.2 10.0.0.2" 200
ok "the guest forwards"

pings left right 10.0.0.2 fd00::2
both_ways 64
both_ways 1514
guest_tell
guest_end

report=$work/guest.output
holds "$report" 'len(d["workers"]) == 1 and [p["zero_copy"] for p in d["ports"]] == [True, True]'
ok "one worker, both ports in zero-copy mode"
law "$report"
holds "$report" 'all(d["ports"][i]["rx_packets"] == d["ports"][1 - i]["tx_packets"] for i in (0, 1))'
left_got=$(</sys/class/net/left.tap/statistics/rx_packets)
right_got=$(</sys/class/net/right.tap/statistics/rx_packets)
holds "$report" "[p['tx_packets'] for p in d['ports']] == [$left_got, $right_got]"
((left_got > 2 * count && right_got > 2 * count)) || fail "the hosts got $left_got and $right_got frames"
ok "every frame accounted for: $right_got to the right, $left_got to the left"
