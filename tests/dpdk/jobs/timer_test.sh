#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# One timer ticks every second on the main lcore, 20 times; another goes from lcore to lcore every third of one.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

run '(0-2)@(0-1)'
wait_for "[[ \$(grep -c '^timer0_cb() on lcore 0' '$work/timer.out') -ge 3 ]]" 5
for lcore in 0 1 2; do
    says "^timer1_cb() on lcore $lcore" 3
done
first=$(grep -c timer1_cb "$work/timer.out")
sleep 3
second=$(grep -c timer1_cb "$work/timer.out")
((second - first >= 6 && second - first <= 12)) || fail "$((second - first)) ticks in 3 s, not 9"
kill_hard timer
ok "timers tick"
