#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Service lcores come, run their services and go, as the program changes its profile every five seconds.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

run '(0-6)@(0-1)'
says 'Profile: High Performance' 5
says 'Profile: Mid-High Performance' 20
for service in 1 2 3 4 5; do
    says "service_$service: stats 1.calls [1-9]" 20
done
running service_cores || fail "it ended"
grep -q 'lcore stop = -' "$work/service_cores.out" && fail "an lcore did not stop"
kill_hard service_cores
ok "services ran on their lcores"
