#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk agent: an administrator's own program, one in the place of another under traffic, and other people's programs.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/agent.sh
. "$support/agent.sh"

host left p0
note_remains
object=$work/program.out
clang -O2 -g -mcpu=v3 -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/agent_program.bpf.c" -o "$object"
file() {
    cat >"$work/agent.toml" <<END
[agent]
sockets = "$work/dp"
state = "$work/state"
[[device]]
name = "p0"
$1
socket.group = 1000
[[device.client]]
user = 1000
END
}
failing() { # WORDS…
    start agent "${confined[@]}" "$agent" agent "$work/agent.toml"
    end_of agent
    [[ $status == 1 ]] || fail "status $status"
    for words in "$@"; do
        logged "$words" || fail "not told: $words"
    done
}
program_is() {
    bpftool net show dev p0 | finds p0 && bpftool prog show pinned /sys/fs/bpf/xdpk/p0/program | finds "name $1"
}

file "object = \"$object\""
failing 'several XDP programs' 'own_redirect, drop_all'
file "object = \"$object\"
function = \"own_redirekt\""
failing 'no XDP program "own_redirekt"' 'own_redirect, drop_all'
ok "which program of an object is told"

file "object = \"$object\"
function = \"own_redirect\""
start_agent
program_is own_redirect || fail "another program is on the device"
[[ ! -e /sys/fs/bpf/xsks_map ]] || fail "the object's own pin was made"
client some 1000 +net_raw "$work/dp/p0/afxdp.sock=p0:0"
received some '{"p0:0": 0}'
packet_gap=0.002 send left 0 300 &
sender=$!
stop agent
file ''
start_agent
logged 'program replaced, with the map that was there' || fail "not replaced"
program_is xdpk_redirect || fail "not our program"
wait "$sender"
received some '{"p0:0": 300}'
ok "one program in the place of another under traffic, and nothing is lost"

# The mode changes with a new link; the map stays, and the client in it.
stop agent
file 'mode = "generic"'
start_agent
logged 'program attached: with the map that was there' || fail "not attached again"
ip link show p0 | finds xdpgeneric || fail "$(ip link show p0)"
send left 0 10
received some '{"p0:0": 310}'
stop agent
"$agent" agent --remove "$work/agent.toml"
kill_hard some
wait_for same_remains 5
ok "another mode"

bpftool prog loadall "$object" /sys/fs/bpf/foreign type xdp
bpftool net attach xdpdrv pinned /sys/fs/bpf/foreign/drop_all dev p0
file ''
confined=() # names of programs are told with CAP_SYS_ADMIN only
failing 'XDP program "drop_all"' 'leaves no room for another'
[[ $(bpftool net show dev p0) == *p0* ]] || fail "the other program was taken off"
ok "other people's programs are named and stay"
