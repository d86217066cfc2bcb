#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2fwd as user 1000 without any capability, over two devices of two queues that xdpk agent serves.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/agent.sh
. "$support/agent.sh"

"$bin/l2fwd/l2fwd" --help | finds xskmap= || {
    echo "skip: this l2fwd attaches its own program only"
    exit 77
}
QUEUES=2 host left p0 10.0.0.1/24
QUEUES=2 host right p1 10.0.0.2/24
neighbours left right
note_remains
cat >"$work/agent.toml" <<END
[agent]
sockets = "$work/dp"
state = "$work/state"
[[device]]
name = "p0"
socket.group = 1000
[[device.client]]
user = 1000
[[device]]
name = "p1"
socket.group = 1000
[[device.client]]
user = 1000
END
start_agent
# The built program may be where user 1000 may not look.
install -m 755 "$bin/l2fwd/l2fwd" /run/l2fwd
user_command 1000 -net_raw
start_l2fwd() {
    local ports=() device
    for device in p0 p1; do
        ports+=("$device,rx_ring=64,tx_ring=64,busy_poll=32,xskmap=uds:$work/dp/$device/afxdp.sock")
    done
    start l2fwd prlimit --memlock=8388608 "${as_user[@]}" /run/l2fwd "${ports[@]}" --json
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
}
start_l2fwd
for queue in 0 1; do
    frames --from left --to right --queue $queue --count 100
    frames --from right --to left --queue $queue --count 100
done
ok "forwards by maps and sockets from the agent"

# A ping each 2 ms, while the agent ends, is killed and comes back.
on left ping -q -c 500 -i 0.002 -W 1 10.0.0.2 >"$work/ping.out" &
ping=$!
stop agent
start_agent
kill_hard agent
start_agent
wait $ping || true
grep -q ' 0% packet loss' "$work/ping.out" || fail "$(cat "$work/ping.out")"
ok "no ping is lost while the agent ends, is killed and comes back"

kill_hard l2fwd
start_l2fwd
frames --from left --to right --count 100
ok "killed and started again"

ip link delete p0
QUEUES=2 join left p0
ip -n left address add 10.0.0.1/24 dev nic
neighbours left right
wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
frames --from left --to right --count 100
stop l2fwd
ok "a deleted device comes back to the running l2fwd"

stop agent
"$agent" agent --remove "$work/agent.toml"
wait_for same_remains 5
ok "nothing stays behind"
