#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other; an lcore that works is alive.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '(0-1)@(0-1)' -p 3 -q 2 -T 1 -K 200
says 'entering main loop'
forwards h0 h1
forwards h1 h0
sleep 1
grep -q 'Dead core' "$work/l2fwd-keepalive".* && fail "a core is said to be dead"
stop l2fwd-keepalive
