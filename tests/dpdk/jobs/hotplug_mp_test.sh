#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Ports come and go by command, in one process for all: what one attaches or detaches, the other has or has not.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

# process NAME LCORE TYPE: in the background, with commands from the FIFO $work/NAME.
process() {
    mkfifo "$work/$1"
    # Who opens a FIFO for both does not wait for the other, and never reads its end.
    # shellcheck disable=SC2016
    start "$1" bash -c 'exec stdbuf -oL "$@" <>"$0"' "$work/$1" "$program" --lcores "$2" --no-huge --proc-type="$3"
    wait_for "cat '$work/$1.out' | finds 'example>'" 10
}

told() { # NAME COMMAND EXPECTED
    local before
    before=$(wc -l <"$work/$1.out")
    echo "$2" >"$work/$1"
    wait_for "tail -n +$before '$work/$1.out' | finds '$3'" 10
    ok "$1: $2: $3"
}

# lists NAME COUNT: so many ports does it list.
lists() {
    local before
    before=$(wc -l <"$work/$1.out")
    printf 'list\nhelp\n' >"$work/$1"
    wait_for "tail -n +$((before + 1)) '$work/$1.out' | finds 'commands:'" 10
    [[ $(tail -n +"$((before + 1))" "$work/$1.out" | grep -cP '^\d+\s+net_af_xdp') == "$2" ]] ||
        fail "$1 has not $2 ports: $(tail -n +"$before" "$work/$1.out")"
    ok "$1 lists $2 ports"
}

host h0 p0
host h1 p1
process pri 0@0 primary
told pri 'attach net_af_xdp0,iface=p0' 'attached device net_af_xdp0'
process sec 1@1 secondary
lists sec 1
told sec 'attach net_af_xdp1,iface=p1' 'attached device net_af_xdp1'
lists pri 2
lists sec 2
told sec 'attach net_af_xdp2,iface=none' 'failed to attached device net_af_xdp2'
told sec 'detach net_af_xdp0' 'detached device net_af_xdp0'
lists pri 1
lists sec 1
told pri 'detach net_af_xdp1' 'detached device net_af_xdp1'
lists sec 0
lists pri 0
for name in sec pri; do
    echo quit >"$work/$name"
    end_of $name 10
    # shellcheck disable=SC2154 # end_of sets it
    [[ $status == 0 ]] || fail "$name ended with status $status"
done
