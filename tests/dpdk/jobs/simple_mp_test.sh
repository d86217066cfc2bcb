#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A primary process and a secondary send each other strings from one pool by two rings; secondaries end and come again,
# also by force. Without its primary none starts, and one whose primary ends says so.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

# process NAME LCORES OPTION…: in the background, with commands from the FIFO $work/NAME.
process() {
    mkfifo "$work/$1"
    # Who opens a FIFO for both does not wait for the other, and never reads its end.
    # shellcheck disable=SC2016
    start "$1" bash -c 'exec stdbuf -oL "$@" <>"$0"' "$work/$1" \
        "$program" --lcores "$2" -n 4 --no-huge "${@:3}"
    hears "$1" 'Finished Process Init'
}

# hears NAME TEXT: it prints that.
hears() {
    wait_for "cat '$work/$1.out' '$work/$1.log' | finds \"$2\"" 10
}

# told NAME COMMAND
told() {
    echo "$2" >"$work/$1"
}

# both TEXT: strings go both ways.
both() {
    told pri "send to_$1"
    hears sec "Received .to_$1"
    told sec "send from_$1"
    hears pri "Received .from_$1"
    ok "strings both ways: $1"
}

ends_well() {
    told "$1" quit
    end_of "$1" 10
    # shellcheck disable=SC2154 # end_of sets it
    [[ $status == 0 ]] || fail "$1 ended with status $status"
    rm "$work/$1"
}

refused() { # PATTERN OPTION…
    "$program" --lcores '2@0' --no-huge "${@:2}" </dev/null >"$work/refused.out" 2>&1 && fail "it starts"
    finds "$1" <"$work/refused.out" || fail "it says $(cat "$work/refused.out")"
    ok "refused: $1"
}

# Ours, and DPDK's.
no_primary="there is no primary process\|Cannot open '.*/config'"
refused "$no_primary" --proc-type=secondary
process pri '(0-1)@(0-1)' --proc-type=primary
process sec '(2-3)@(0-1)' --proc-type=secondary
both one
ends_well sec
process sec '(2-3)@(0-1)' --proc-type=auto
both two
kill_hard sec
rm "$work/sec"
process sec '(4-5)@(0-1)' --proc-type=secondary
both three
refused "$no_primary" --proc-type=secondary --file-prefix=other

# More than the pool has objects: each comes back to it from the other process. A ring holds 63.
for ((n = 0; n < 1200; n++)); do
    echo "send number_$n" >"$work/pri"
    ((n % 40 != 39)) || hears sec "Received .number_$n'"
done
[[ $(grep -c "Received .number_" "$work/sec.out") == 1200 ]] || fail "not all strings came"
ok "1200 strings"

# Another primary runs beside it, and leaves the secondaries to the first.
"$program" --lcores '(6-7)@(0-1)' --no-huge --proc-type=primary <<<quit >"$work/beside.out" 2>&1 || fail "not beside"
finds 'another primary process uses the file prefix' <"$work/beside.out" || fail "it says nothing"
both four

kill_hard pri
hears sec 'the primary process has ended'
ends_well sec
refused "$no_primary" --proc-type=secondary
rm "$work/pri"
process pri '(0-1)@(0-1)' --proc-type=primary
process sec '(2-3)@(0-1)' --proc-type=secondary
both five
ends_well sec
ends_well pri
