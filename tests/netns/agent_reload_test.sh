#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk agent reads its file again on SIGHUP: wholly or not at all, and clients keep what they have.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/agent.sh
. "$support/agent.sh"

host left p0
host right p1
note_remains
file() {
    printf '[agent]\nsockets = "%s"\nstate = "%s"\n' "$work/dp" "$work/state" >"$work/agent.toml"
    printf '%s\n' "$@" >>"$work/agent.toml"
}
# device NAME USER [LINES]
device() {
    printf '[[device]]\nname = "%s"\n%s\nsocket.mode = 0o666\n[[device.client]]\nuser = %s\n' "$1" "${3:-}" "$2"
}
# reload WORDS: SIGHUP, and the agent has said so, after all it has said before.
reload() {
    local said
    said=$(wc -l <"$work/agent.log")
    kill -HUP "${pids[agent]}"
    wait_for "tail -n +$((said + 1)) '$work/agent.log' | grep -q -e '$1'" 5
}
refused() { # UID DEVICE
    as_user "$1" +net_raw "$support/plugin_client.py" --as dpdk "$work/dp/$2/afxdp.sock=$2:0" >"$work/refused.out" 2>&1 &&
        fail "user $1 got $2"
    grep -q '/connect.*: /host_nak' "$work/refused.out" || fail "$(cat "$work/refused.out")"
}

file "$(device p0 1000)"
start_agent
client first 1000 +net_raw "$work/dp/p0/afxdp.sock=p0:0"
received first '{"p0:0": 0}'

# Another user for p0, and a second device, while packets come.
packet_gap=0.002 send left 0 300 &
sender=$!
file "$(device p0 2000 'socket.owner = 2000')" "$(device p1 1000)"
reload 'read again'
logged 'p0: program taken over' || fail "the program of p0 is not the same"
wait "$sender"
received first '{"p0:0": 300}'
[[ $(stat -c %u "$work/dp/p0/afxdp.sock") == 2000 ]] || fail "$(stat "$work/dp/p0/afxdp.sock")"
refused 1000 p0
client second 1000 +net_raw "$work/dp/p1/afxdp.sock=p1:0"
received second '{"p1:0": 0}'
send right 0 10
received second '{"p1:0": 10}'
ok "another user, another device, and nothing is lost"

# What is wrong in one place holds back what is right in others.
unchanged() {
    logged 'all stays as it was' || fail "not told"
    refused 3000 p0
    [[ $(stat -c %u "$work/dp/p0/afxdp.sock") == 2000 ]] || fail "the socket has changed"
    send left 0 10
    send right 0 10
    expected=$((expected + 10))
    received first "{\"p0:0\": $((290 + expected))}"
    received second "{\"p1:0\": $expected}"
}
expected=10
file "$(device p0 3000)" "$(device p1 1000 'mod = "native"')"
reload 'unknown key'
unchanged
file "$(device p0 3000)" "$(device p1 1000 'object = "/nowhere.o"')"
reload 'not taken up.*/nowhere.o'
unchanged
file "$(device p0 3000)" "$(device p1 1000 'queues = 4')"
reload 'not taken up.*its map has 1 entries'
unchanged
file "$(device p0 3000)" "$(device p2 1000 'object = "/nowhere.o"')" "$(device p1 1000)"
ip link add p2 type veth peer name q2
reload 'not taken up.*/nowhere.o'
unchanged
[[ ! -e $work/dp/p2 && ! -e /sys/fs/bpf/xdpk/p2 ]] || fail "p2 is half there"
ip link delete p2
sed -i "s|^state = .*|state = \"$work/other\"|" "$work/agent.toml"
reload 'not taken up.*change .sockets., .pins. or .state.'
unchanged
ok "a file that is wrong, or cannot be done, changes nothing"

# A device that the file no longer has.
file "$(device p0 2000)"
reload 'p1: taken off'
bpftool net show dev p1 | finds p1 && fail "p1 still has a program"
[[ ! -e $work/dp/p1 && ! -e /sys/fs/bpf/xdpk/p1 ]] || fail "something of p1 is left"
send left 0 10
received first "{\"p0:0\": $((300 + expected))}"
kill_hard first
kill_hard second
client third 2000 +net_raw "$work/dp/p0/afxdp.sock=p0:0"
received third '{"p0:0": 0}'
kill_hard third
stop agent
"$agent" agent --remove "$work/agent.toml"
wait_for same_remains 5
ok "a device that the file no longer has is taken off"
