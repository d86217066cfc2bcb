#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Adaptive polling: idle costs under 1 % of a core, and the first packet after silence is forwarded in under 1 ms.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

host left p0 10.0.0.1/24
host right p1 10.0.0.2/24
neighbours left right

# ticks: CPU time of all of l2fwd's threads, user and system, in ticks of 10 ms
ticks() {
    awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/${pids[l2fwd]}/stat"
}

start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --poll-mode poll --json
wait_for "(( \$(ticks) > 50 ))" 30
stop l2fwd
ok "a spinning worker is seen to spin"

for mode in adaptive interrupt; do
    start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --poll-mode "$mode" --json
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
    frames --from left --to right --count 2000

    sleep 1
    before=$(ticks)
    sleep 3
    used=$(($(ticks) - before))
    ((used < 3)) || fail "$mode: $used ticks of 10 ms in 3 s of idleness"
    ok "$mode: $used ticks of 10 ms in 3 s of idleness"

    # From just before the send call to the kernel's time stamp at the receiver; one frame after each silent second.
    frames --from left --to right --count 5 --window 1 --gap 1
    holds "$work/frames.json" 'd["hosts"]["right"]["median_us"] < 1000'
    ok "$mode: first frame after a second of silence took $(json "$work/frames.json" 'd["hosts"]["right"]["median_us"]') us"
    stop l2fwd
    law "$work/l2fwd.out"
done
