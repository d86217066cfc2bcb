#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: l2fwd shares its devices with somebody else's program through libxdp's dispatcher, and takes away
# nothing but its own program; also after it was killed.
# shellcheck source=hosts.sh
. /lib/hosts.sh

load() {
    xdp-loader load -m native "$1" /lib/pass.bpf.o
}

# The numbers and names of a device's programs, in the order they run.
chain() {
    xdp-loader status "$1" | awk '$1 == "=>" { print $4, $3 }'
}

# on DEVICE PROGRAM…: these and no others, in this order.
on() {
    local found
    found=$(chain "$1" | awk '{ print $2 }' | xargs)
    [[ $found == "${*:2}" ]] || fail "on $1 there is '$found', not '${*:2}'"
}

# What there is in the kernel, without the numbers: a dispatcher is a new one after each change.
traces() {
    bpftool prog show | sed -n 's/.* name \([^ ]*\) .*/\1/p' | sort | xargs
    find /sys/fs/bpf -type f | wc -l
}

nothing_left() {
    [[ $(traces) == "$before" ]] || fail "there is: $(traces); before there was: $before"
}

# What somebody else's programs have counted.
seen() {
    bpftool map dump name pass.bss | awk '/"somebody_saw"/ { sum += $2 } END { print sum }'
}

forwards() {
    local saw
    saw=$(seen)
    reaches a 10.0.0.2 10 || fail "nothing is forwarded"
    (($(seen) >= saw + 3)) || fail "somebody else's program does not see the frames"
}

start_l2fwd() {
    start_until a 10.0.0.2 l2fwd xsk:p0 xsk:p1 --json
    on p0 somebody_else xdpk_redirect
    forwards
}

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
load p0
on p0 somebody_else
before=$(traces)

start_l2fwd
stop l2fwd
on p0 somebody_else
nothing_left
ok "l2fwd joins another program, forwards, and leaves it"

start_l2fwd
kill_hard l2fwd
start_l2fwd
stop l2fwd
on p0 somebody_else
nothing_left
ok "after a kill it starts, and nothing of the killed one is left in the end"

start_l2fwd
load p1
on p1 somebody_else xdpk_redirect
forwards
xdp-loader unload p1 -i "$(chain p1 | awk '/somebody/ { print $1 }')"
on p1 xdpk_redirect
forwards
load p1
stop l2fwd
on p1 somebody_else
ok "others come and go while it runs"

xdp-loader unload p1 --all
nothing_left
bpftool prog load /lib/pass.bpf.o /sys/fs/bpf/alone type xdp
bpftool net attach xdpdrv pinned /sys/fs/bpf/alone dev p1
before=$(traces)
status=0
l2fwd xsk:p0 xsk:p1 2>"$work/refusal" || status=$?
[[ $status == 1 && $(wc -l <"$work/refusal") == 1 ]] || fail "status $status, not 1 and one line: $(cat "$work/refusal")"
grep -q 'p1.*somebody_else' "$work/refusal" || fail "does not name the program on p1: $(cat "$work/refusal")"
nothing_left
ok "a program that shares with nobody stays: $(cat "$work/refusal")"
