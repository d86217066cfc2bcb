#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two hosts talk through l2fwd over devices of two queues, with a worker for each queue, and with one worker for both.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

QUEUES=2 host left p0 10.0.0.1/24 fd00::1/64
QUEUES=2 host right p1 10.0.0.2/24 fd00::2/64

for workers in 2 1; do
    start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --workers "$workers" --json
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
    pings left right 10.0.0.2 fd00::2
    for queue in 0 1; do
        frames --from left --to right --queue "$queue" --count 1000
        frames --from right --to left --queue "$queue" --count 1000
        ok "raw frames by queue $queue"
    done
    udp left right 10.0.0.1 1400
    tcp left right 10.0.0.1 8
    tcp right left fd00::2 8
    download right left 10.0.0.2 64
    stop l2fwd
    law "$work/l2fwd.out" --one-to-one
    holds "$work/l2fwd.out" "len(d['workers']) == $workers"
    holds "$work/l2fwd.out" 'all(len(p["queues"]) == 2 for p in d["ports"])' 'd["ports"]'
    holds "$work/l2fwd.out" 'all(q["rx_packets"] > 1000 for p in d["ports"] for q in p["queues"])' 'd["ports"]'
    # A worker sends to a port by the first of the queues that it serves there.
    holds "$work/l2fwd.out" "all(sum(q['tx_packets'] > 1000 for q in p['queues']) == $workers for p in d['ports'])" 'd["ports"]'
    ok "workers $workers: every queue of theirs was used, no frame is missing"
done
