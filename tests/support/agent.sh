# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by tests of xdpk agent, behind netns.sh.
: "${bin:?}" "${work:?}" "${support:?}"

agent=$bin/xdpk/xdpk
chmod 755 /run "$work"

# with_capabilities_of FILE…: the command that starts the agent with what these units leave it, and nothing else.
with_capabilities_of() {
    local names
    names=$(cd "$support/../../deploy/systemd" && sed -n 's/^CapabilityBoundingSet=//p' "$@" | tr 'A-Z\n' 'a-z ')
    # shellcheck disable=SC2001 # a pattern with a star after a blank is beyond ${names//}
    confined=(setpriv --no-new-privs --bounding-set "-all$(sed 's/ *cap_/,+/g' <<<"${names%% }")")
}
with_capabilities_of xdpk-agent.service

# logged WORDS: the agent has said so.
logged() {
    grep -q -e "$1" "$work/agent.log"
}

# The agent of $work/agent.toml, listening.
start_agent() {
    start agent "${confined[@]}" "$agent" agent "$work/agent.toml"
    # shellcheck disable=SC2016
    wait_for '[[ $(grep -c "listening on" "$work/agent.log") == $(grep -c "^name" "$work/agent.toml") ]]' 5
}

# What there is on devices, in bpffs, of sockets and of files.
remains() {
    bpftool net
    ip -br link show | sed 's/[@ ].*//' | sort
    find /sys/fs/bpf "$work" ! -path '*/*.out' ! -path '*/*.log' ! -name '*.toml' ! -name '*.json'
}

# as_user UID CAPABILITY COMMAND…: with one capability, "+net_raw", or "-net_raw" for none.
as_user() {
    user_command "$1" "$2"
    "${as_user[@]}" "${@:3}"
}

user_command() {
    local caps=-all
    [[ $2 != +* ]] || caps+=,$2
    as_user=(setpriv --reuid "$1" --regid "$1" --clear-groups --no-new-privs --inh-caps="$caps" --ambient-caps="$caps"
        --bounding-set="$caps")
}

# client NAME UID CAPABILITY OPTION…: a plugin_client.py in the background.
client() {
    user_command "$2" "$3"
    start "$1" "${as_user[@]}" "$support/plugin_client.py" "${@:4}"
}

# received NAME COUNTS: what a client says it has received.
received() {
    # shellcheck disable=SC2034
    local name=$1 counts=$2
    # shellcheck disable=SC2016
    wait_for '[[ $(tail -n1 "$work/$name.out") == "$counts" ]]' 3
}

# send HOST QUEUE COUNT: frames into that queue of the device that HOST is joined to, packet_gap seconds apart.
send() {
    PYTHONPATH=$support /usr/bin/python3 - "$@" "${packet_gap:-0}" <<'END'
import sys, time
import raw_socket
host, queue, count, gap = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
sock = raw_socket.in_namespace(host, raw_socket.opened("nic"))
sock.setblocking(True)
raw_socket.use_queue(sock, queue)
for number in range(count):
    sock.send(b"\x02" + bytes(11) + b"\x88\xb5" + number.to_bytes(4, "big") + bytes(46))
    time.sleep(max(gap, 0.0002))
END
}

note_remains() {
    before=$(remains)
}

same_remains() {
    [[ $(remains) == "$before" ]]
}

# Open descriptors of the agent.
descriptors() {
    # shellcheck disable=SC2154
    find "/proc/${pids[agent]}/fd" | wc -l
}

note_descriptors() {
    opened=$(descriptors)
}

same_descriptors() {
    [[ $(descriptors) == "$opened" ]]
}
