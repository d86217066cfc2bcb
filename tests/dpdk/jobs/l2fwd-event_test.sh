#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Polling, frames from each side arrive on the other. With events, it says that there is no device for them.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '(0-2)@(0-1)' -p 3 -T 1 --mode=poll
says 'entering main loop' 10
forwards h0 h1
forwards h1 h0
stop l2fwd-event
run '(0-2)@(0-1)' -p 3 --mode=eventdev
says 'No Eventdev found' 10
end_of l2fwd-event
[[ $status != 0 ]] || fail "it goes on without an event device"
