#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A link that goes down and up, and a device that goes away and comes back: its port follows, the others do not notice.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
host c p2
host e p3
start l2fwd "$bin/l2fwd/l2fwd" p0 p1 p2 p3 --json
wait_for "on a ping -c1 -W0.2 10.0.0.2" 10

# resumes WHAT: a and b talk again, without loss and both ways.
resumes() {
    wait_for "on a ping -c1 -W0.2 10.0.0.2" 5
    frames --from a --to b
    frames --from b --to a
    ok "traffic resumes after $1"
}

# traffic_beside: frames between c and e for some seconds, of which not one may be lost; undisturbed waits for their end.
traffic_beside() {
    start bystanders "$support/frames.py" --from c --to e --count "$1" --window 8 --gap 0.01
}
undisturbed() {
    end_of bystanders 60
    [[ $status == 0 ]] || fail "other ports noticed: $(cat "$work/bystanders.out")"
    ok "the other ports lost nothing"
}

start_on a flood ping -q -i 0.002 10.0.0.2
ip link set p0 down
ip link set p0 up
resumes "p0 down and up"
ip link set p1 down
traffic_beside 500
ip link set p1 up
resumes "p1 down and up"
on b ip link set nic down
on b ip link set nic up
resumes "the host's own link down and up"
undisturbed

for gone in p0:a:1 p1:b:2 p0:a:1; do
    IFS=: read -r device name number <<<"$gone"
    traffic_beside 2000
    ip link delete "$device"
    wait_for "grep -q $device.*gone $work/l2fwd.log" 5
    join "$name" "$device"
    ip -n "$name" address add "10.0.0.$number/24" dev nic
    # The new device has a new address, which the other host would ask for in its own time.
    ip -n a neighbour flush dev nic
    ip -n b neighbour flush dev nic
    resumes "$device was deleted and made again"
    undisturbed
    : >"$work/l2fwd.log"
done

kill_hard flood
stop l2fwd
law "$work/l2fwd.out"
ok "no frame missing"
