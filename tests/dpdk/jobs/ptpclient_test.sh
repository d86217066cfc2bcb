#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The client of a PTP master whose clock is five seconds ahead: it says so, and after that it follows.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 1
run '0' -T 0 -p 1
says 'Waiting for SYNC packets' 10
/usr/bin/python3 "$here/../ptp_master.py" --host h0 --ahead 5 --rounds 8 >"$work/ptp.json" ||
    fail "the client did not ask: $(cat "$work/ptp.json")"
deltas() {
    sed -n 's/^Delta between .* clocks:\(-\?[0-9]*\)ns$/\1/p' "$work/ptpclient.out"
}
# shellcheck disable=SC2016 # wait_for evaluates it
wait_for '(($(deltas | wc -l) == 8))' 5
kill_hard ptpclient
echo "deltas in ns: $(deltas | xargs)"
# Milliseconds are the scheduler's: what must not be is a second.
deltas | awk 'NR == 1 {if ($1 < 4.9e9 || $1 > 5.1e9) exit 1} NR > 1 {if ($1 < -1e8 || $1 > 1e8) exit 1}' ||
    fail "the deltas are not 5 s and then nearly none"
grep -qi 'clock id: 02:00:00:ff:fe:00:00:01' "$work/ptpclient.out" || fail "whose clock"
ok "five seconds, and followed"
