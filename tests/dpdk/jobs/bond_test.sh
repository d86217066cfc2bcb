#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A bond whose two members are on one switch answers ARP requests; it does so as well when a member's link is lost, and
# when that comes back and the other is lost.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
# The members' peers are on one bridge with the host that asks.
ip netns add switch
ip -n switch link add name bridge type bridge
ip -n switch link set bridge up
for n in 0 1; do
    ip -n "h$n" link set nic netns switch name "m$n"
    ip -n switch link set "m$n" master bridge up
done
ip netns add asker
ip -n switch link add port master bridge type veth peer name nic netns asker
ip -n switch link set port up
ip -n asker link set nic up
ip -n asker address add 7.0.0.1/24 dev nic

mkfifo "$work/commands"
# Who opens a FIFO for both does not wait for the other, and never reads its end.
# shellcheck disable=SC2016
start bond_app bash -c 'exec stdbuf -oL "$@" <>"$0"' "$work/commands" \
    "$program" --lcores '(0-1)@(0-1)' -n 4 --no-huge "${vdevs[@]}"
says 'Starting lcore_main' 30

came_by() { # MEMBER: frames that it has sent
    ip -n switch -j -s link show "m$1" | /usr/bin/python3 -c \
        'import json, sys; print(json.load(sys.stdin)[0]["stats64"]["rx"]["packets"])'
}

# answers MEMBER…: all askers are answered, by all of these members and no other.
answers() {
    local before=() member
    for member in 0 1; do
        before[member]=$(came_by $member)
    done
    /usr/bin/python3 "$here/../arp_ask.py" --host asker --whose 7.0.0.10 >"$work/arp.json" ||
        fail "not all are answered: $(cat "$work/arp.json")"
    for member in 0 1; do
        if [[ " $* " == *" $member "* ]]; then
            (($(came_by $member) > before[member])) || fail "nothing came by member $member"
        else
            (($(came_by $member) == before[member])) || fail "something came by member $member"
        fi
    done
    ok "answers by $*"
}

shows() { # TEXT: what `show` says after a while
    wait_for "echo show >'$work/commands'; sleep 0.2; tail -n 3 '$work/bond_app.out' | finds '$1'" 10
}

shows 'Active_[a-z]*:2'
answers 0 1
for lost in 0 1; do
    ip -n switch link set "m$lost" down
    shows 'Active_[a-z]*:1'
    answers $((1 - lost))
    ip -n switch link set "m$lost" up
    shows 'Active_[a-z]*:2'
    answers 0 1
done
echo 'send 7.0.0.1' >"$work/commands"
wait_for "on asker ip neighbour show 7.0.0.10 | finds lladdr" 5
ok "it asks by itself"
kill_hard bond_app
