#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Killed under traffic and started again, 50 times: traffic flows within a second, and a dead l2fwd leaves nothing.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

QUEUES=2 host left p0 10.0.0.1/24
QUEUES=2 host right p1 10.0.0.2/24
neighbours left right

# What there is on devices, in bpffs and in shared memory.
remains() {
    bpftool net
    ip -d link show
    find /sys/fs/bpf /dev/shm
}

remains >"$work/before"
start_on right flood ping -q -f -s 500 10.0.0.1
slowest=0
for round in {1..50}; do
    start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --workers 2 --json
    # A probe each 10 ms, from the moment of the start. Counted in probes, because all of this shares two CPUs with a
    # flood: a second in which ping itself does not run says nothing about l2fwd.
    on left ping -c1 -i 0.01 -w3 10.0.0.2 >"$work/ping.out" || fail "round $round: no traffic within 3 s"
    lost=$(($(sed -n 's/.*icmp_seq=\([0-9]*\) .*/\1/p;T;q' "$work/ping.out") - 1))
    ((lost < 100)) || fail "round $round: traffic flowed after $lost probes, 10 ms apart"
    slowest=$((lost > slowest ? lost : slowest))
    kill_hard l2fwd
done
ok "50 times killed; traffic flowed again after at most $((slowest * 10)) ms"

# The kernel takes off a dead process's program in its own time.
wait_for "diff $work/before <(remains)" 5
ok "bpftool net, ip link, bpffs and /dev/shm are as before"
