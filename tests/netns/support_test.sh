#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What the other tests rely on: the frame checker sees loss, duplicates, changes and strays; waiting fails in the end.
# The kernel's own traffic control is the cable here, or a few lines that spoil frames.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

host left p0
host right p1

# cable ACTION…: what becomes of each frame from left.
cable() {
    tc qdisc del dev p0 clsact 2>/dev/null || true
    tc qdisc add dev p0 clsact
    tc filter add dev p0 ingress protocol all u32 match u32 0 0 "$@"
}

# found PROBLEM: the checker says so, and fails the test that uses it.
found() {
    ! (frames --from left --to right --count 50 --timeout 0.3) >/dev/null || fail "passes although: $1"
    holds "$work/frames.json" "any('$1' in p for p in d['problems'])"
    ok "frames sees: $1"
}

to_right=(action mirred egress redirect dev p1)
cable "${to_right[@]}"
frames --from left --to right --not-to left --count 500 --size 1514 --vlan 5
ok "frames is content with a good cable"
cable action mirred egress mirror dev p1 "${to_right[@]}"
found duplicates
cable action mirred egress redirect dev p0
found missing
! (frames --from left --not-to left --count 50) >/dev/null || fail "frames does not see strays"
ok "frames sees strays"

tc qdisc del dev p0 clsact
start spoiler /usr/bin/python3 -c '
import socket
a, b = (socket.socket(socket.AF_PACKET, socket.SOCK_RAW) for _ in range(2))
a.bind(("p0", 3)), b.bind(("p1", 0)), print("ready", flush=True)
while True:
    frame = bytearray(a.recv(2000))
    frame[-1] ^= 1
    b.send(frame)'
wait_for "grep -q ready $work/spoiler.out" 5
found corrupt
kill_hard spoiler

! (patience=1 && wait_for false 1) >/dev/null || fail "wait_for does not end"
start program bash -c 'trap "exit 3" INT; echo ready; while :; do sleep 0.05; done'
wait_for "grep -q ready $work/program.out" 5
kill -INT "${pids[program]}"
end_of program
[[ $status == 3 ]] || fail "the exit status was 3, not $status"
cat >"$work/good.json" <<'END'
{"ports": [{"queues": [{"rx_packets": 5, "tx_packets": 2, "tx_full": 1, "tx_invalid": 0}]}],
 "workers": [{"id": 0, "dropped": 1, "unrouted": 1,
              "frames": {"total": 9, "pool": 7, "fill": 0, "rx": 0, "tx": 1, "completion": 0, "kernel": 1, "bursts": 0,
                         "missing": 0, "duplicate": 0, "returned": 9}}]}
END
law "$work/good.json" --one-to-one
for bad in 's/"missing": 0/"missing": 1/' 's/"duplicate": 0/"duplicate": 1/' 's/"tx": 1/"tx": 2/' \
    's/"returned": 9/"returned": 8/' 's/"total": 9/"total": 0/' 's/"rx_packets": 5/"rx_packets": 6/'; do
    sed "$bad" "$work/good.json" >"$work/bad.json"
    ! (law "$work/bad.json" --one-to-one) >/dev/null || fail "law holds for $(cat "$work/bad.json")"
done
ok "waiting, ends and the law are judged"
