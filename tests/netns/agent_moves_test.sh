#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk agent: devices that move to clients' namespaces or go away, other people's programs, and what is in its way.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/agent.sh
. "$support/agent.sh"

with_capabilities_of xdpk-agent.service xdpk-agent.service.d/namespaces.conf
host left p0
host right p1
note_remains
file() {
    cat >"$work/agent.toml" <<END
[agent]
sockets = "$work/dp"
state = "$work/state"
$1
[[device]]
name = "p0"
${2:-}
[[device.client]]
user = 1000
move = true
END
}
socket=$work/dp/p0/afxdp.sock
file '' 'socket.group = 1000'
start_agent

# here DEVICE: it is in the agent's namespace.
here() {
    ip link show "$1"
}

# A pod: a namespace without a name, that ends with its process.
pod() {
    user_command 1000 -net_raw
    start "$1" unshare --net "${as_user[@]}" "$support/plugin_client.py" --as socket "${@:2}" "$socket=p0:0"
}
pod pod --take
received pod '{"p0:0": 0}'
! here p0 2>"$work/ip.out" || fail "p0 is still here"
send left 0 20
received pod '{"p0:0": 20}'
user_command 1000 -net_raw
"${as_user[@]}" "$support/plugin_client.py" --as socket --take "$socket=p0:0" >"$work/second.out" 2>&1 && fail "taken twice"
grep -q '/netdev_take,p0: /netdev_nak' "$work/second.out" || fail "$(cat "$work/second.out")"
kill_hard agent
start_agent
send left 0 20
received pod '{"p0:0": 40}'
kill_hard pod
wait_for 'here p0' 5
ok "taken by a client without a capability; back when it was killed, after a restart of the agent"

# It goes, and comes again.
ip link delete p0
client late 1000 +net_raw "$socket=p0:0"
end_of late
grep -q '/fd_nak' "$work/late.log" || fail "$(cat "$work/late.log")"
join left p0
wait_for 'logged "program attached: with the map that was there"' 5
client late 1000 +net_raw "$socket=p0:0"
received late '{"p0:0": 0}'
send left 0 10
received late '{"p0:0": 10}'
kill_hard late
ok "a device that was deleted is served again when it comes"

# Another size of the map: replaced, and said.
stop agent
file '' "queues = 4
socket.group = 1000"
start_agent
logged 'replaced, its map has 1 entries instead of 4' || fail "the map was not replaced"
ok "a map that does not fit is replaced"

failing() { # WORDS…
    start agent "${confined[@]}" "$agent" agent "$work/agent.toml"
    end_of agent
    [[ $status == 1 ]] || fail "status $status"
    for words in "$@"; do
        logged "$words" || fail "not told: $words"
    done
}
start second "${confined[@]}" "$agent" agent "$work/agent.toml"
end_of second
grep -q 'another xdpk agent serves the device' "$work/second.log" || fail "$(cat "$work/second.log")"
stop agent
file 'keep = false' '[[device.filter]]
protocol = "udp"
destination_port = 53
queue = 0'
failing 'udp to port 53 -> queue 0' 'no steering filters'
wait_for same_remains 5
file 'keep = false' 'object = "/nowhere.o"'
failing '/nowhere.o' ENOENT
file 'keep = false' 'pin = "/sys/fs/bpf/nothing"'
start_agent
client none 0 +net_raw "$socket=p0:0"
end_of none
grep -q '/fd_nak' "$work/none.log" || fail "$(cat "$work/none.log")"
stop agent
wait_for same_remains 5
ok "what is in the way is told, and keep = false leaves nothing"
