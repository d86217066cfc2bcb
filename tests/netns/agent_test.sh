#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk agent: clients without privileges get their maps and receive, whatever happens to others and to the agent.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/agent.sh
. "$support/agent.sh"

QUEUES=2 host left p0
QUEUES=2 host right p1
note_remains
cat >"$work/agent.toml" <<END
[agent]
sockets = "$work/dp"
state = "$work/state"
connections = 32
patience = "500ms"
[[device]]
name = "p0"
pool = "edge"
socket.group = 1000
map = { group = 1000 }
[[device.client]]
user = 1000
[[device]]
name = "p1"
pool = "edge"
socket.mode = 0o666
[[device.client]]
group = 1000
END
"$agent" agent --check "$work/agent.toml" >/dev/null
start_agent
[[ $(stat -c '%a %u:%g' "$work/dp/p0/afxdp.sock") == "660 0:1000" ]] || fail "$(stat "$work/dp/p0/afxdp.sock")"
[[ $(stat -c '%a %u:%g' /sys/fs/bpf/xdpk/p0/xsks_map) == "660 0:1000" ]] || fail "$(stat /sys/fs/bpf/xdpk/p0/xsks_map)"
ok "attached, with owners and modes of sockets and pins"

# As DPDK's driver speaks: a connection for each queue and device.
client dpdk 1000 +net_raw --as dpdk "$work/dp/p0/afxdp.sock=p0:0,1" "$work/dp/p1/afxdp.sock=p1:0"
received dpdk '{"p0:0": 0, "p0:1": 0, "p1:0": 0}'
send left 0 100
send left 1 50
send right 0 30
send right 1 7
received dpdk '{"p0:0": 100, "p0:1": 50, "p1:0": 30}'
ok "two queues and two devices, as DPDK asks for them"

# Traffic goes on while the agent ends, is killed, and comes again.
packet_gap=0.001 send left 0 600 &
sender=$!
stop agent
start_agent
logged 'p0: program taken over' || fail "not taken over"
kill_hard agent
start_agent
wait "$sender"
received dpdk '{"p0:0": 700, "p0:1": 50, "p1:0": 30}'
ok "nothing is lost while the agent ends, is killed and comes back"

# A client dies; the next one takes its queue.
kill_hard dpdk
client cndp 1000 +net_raw --as cndp "$work/dp/p0/afxdp.sock=p0:0,1"
received cndp '{"p0:0": 0, "p0:1": 0}'
send left 0 20
send left 1 10
received cndp '{"p0:0": 20, "p0:1": 10}'
ok "after a client was killed, as CNDP asks, with busy polling"

# One connection for the devices of a pool, and no capability at all.
client bare 1000 -net_raw --as socket "$work/dp/p1/afxdp.sock=p1:0,1"
received bare '{"p1:0": 0, "p1:1": 0}'
grep -q '^CapEff:.0*$' "/proc/${pids[bare]}/status" || fail "it has capabilities"
send right 0 5
send right 1 6
received bare '{"p1:0": 5, "p1:1": 6}'
ok "ready-made sockets, without a capability"

refused() { # UID [PATH] PATTERN
    as_user "$1" -net_raw "$support/plugin_client.py" "$2" >"$work/refused.out" 2>&1 && fail "user $1 was served"
    grep -q "$3" "$work/refused.out" || fail "$(cat "$work/refused.out")"
}
refused 2000 "$work/dp/p1/afxdp.sock=p1:0" '/connect.*: /host_nak'
refused 2000 "$work/dp/p0/afxdp.sock=p0:0" 'PermissionError'
refused 1000 "$work/dp/p0/afxdp.sock=p9:0" '/xsk_map_fd,p9: /fd_nak'
ok "others are refused"

note_descriptors
seed=$RANDOM
timeout 20 setpriv --reuid 1000 --regid 1000 --clear-groups "$support/plugin_garbage.py" "$work/dp/p0/afxdp.sock" "$seed" \
    >"$work/garbage.out" 2>&1 || fail "seed $seed: $(cat "$work/garbage.out")"
wait_for same_descriptors 5
send left 0 5
received cndp '{"p0:0": 25, "p0:1": 10}'
kill_hard cndp
client again 1000 +net_raw --as dpdk "$work/dp/p0/afxdp.sock=p0:1"
received again '{"p0:1": 0}'
ok "garbage and floods (seed $seed) leak nothing and stop nobody"

kill_hard again
kill_hard bare
stop agent
"$agent" agent --remove "$work/agent.toml"
wait_for same_remains 5
ok "--remove leaves no program, map, pin or socket"
