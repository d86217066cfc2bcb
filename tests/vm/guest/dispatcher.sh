#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: l2fwd shares a device with somebody else's program through libxdp's dispatcher, and takes away
# nothing but its own program; also after it was killed.
set -euo pipefail
work=/tmp
# shellcheck source=../../support/programs.sh
. /lib/programs.sh
trap cleanup EXIT

# host NAME DEVICE ADDRESS
host() {
    ip netns add "$1"
    ip link add "$2" type veth peer name nic netns "$1"
    ip link set "$2" up
    ip -n "$1" address add "$3" dev nic
    ip -n "$1" link set nic up
}

# on DEVICE PROGRAM…: these and no others, in this order, as xdp-loader sees it.
on() {
    local found
    found=$(xdp-loader status "$1" | awk '$1 == "=>" { print $3 }' | xargs)
    [[ $found == "${*:2}" ]] || fail "on $1 there is '$found', not '${*:2}'"
}

# What there is in the kernel, whichever its numbers: a dispatcher is a new one after each change.
traces() {
    bpftool prog show | sed -n 's/.* name \([^ ]*\) .*/\1/p' | sort
    find /sys/fs/bpf -type f | wc -l
}

nothing_left() {
    on p0 somebody_else
    [[ $(traces) == "$before" ]] || fail "there is: $(traces | xargs); before there was: $(xargs <<<"$before")"
}

# What somebody else's program has counted.
seen() { bpftool map dump name pass.bss | sed -n 's/.*"somebody_saw": \([0-9]*\).*/\1/p'; }

forwards() {
    local saw
    saw=$(seen)
    ip netns exec a ping -q -c 3 -i 0.2 -W 5 10.0.0.2
    (($(seen) >= saw + 3)) || fail "somebody else's program does not see the frames"
}

start_l2fwd() {
    start l2fwd l2fwd xsk:p0 xsk:p1 --json
    wait_for "! running l2fwd || ip netns exec a ping -c 1 -W 1 10.0.0.2" 20
    on p0 somebody_else xdpk_redirect
    forwards
}

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
xdp-loader load -m native p0 /lib/pass.bpf.o
on p0 somebody_else
before=$(traces)

start_l2fwd
stop l2fwd
nothing_left
ok "beside another program, which stays"

start_l2fwd
kill_hard l2fwd
start_l2fwd
stop l2fwd
nothing_left
ok "again after a kill"
