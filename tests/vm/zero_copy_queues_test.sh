#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# As zero_copy_test.sh, over devices of two queues: one worker serves both with one umem, then each has its own worker.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

# flows HOST HOST ADDRESS: a few datagrams of each and their echoes. The devices choose the queue by the flow; the chance
# that all of these choose the same is one in 2^31.
flows() {
    local flow
    for ((flow = 0; flow < 32; flow++)); do
        "$support/udp.py" "$1" "$2" "$3" 1400 50 2>"$work/udp.log" || fail "flow $flow: $(<"$work/udp.log")"
    done
}

QUEUES=2 guest_host left 10.0.0.1/24
QUEUES=2 guest_host right 10.0.0.2/24
guest_start "$vm/guest/zero_copy.sh" "virtio_pci virtio_net" "$bin/l2fwd/l2fwd"

for workers in 1 2; do
    guest_wait_for "on left ping -c1 -W0.2 10.0.0.2" 200
    flows left right 10.0.0.1
    flows right left 10.0.0.2
    guest_tell
    guest_wait_for "((\$(wc -l <$work/guest.output) >= $workers))" 30
    report=$work/$workers.json
    sed -n "${workers}p" "$work/guest.output" >"$report"
    holds "$report" "len(d['workers']) == $workers and all(p['zero_copy'] for p in d['ports'])"
    law "$report"
    holds "$report" 'all(d["ports"][i]["rx_packets"] == d["ports"][1 - i]["tx_packets"] for i in (0, 1))' 'd["ports"]'
    holds "$report" 'all(len(p["queues"]) == 2 and all(q["rx_packets"] for q in p["queues"]) for p in d["ports"])' 'd["ports"]'
    ok "workers $workers: both queues of both ports carry frames in zero-copy mode, none is missing"
done
guest_end
