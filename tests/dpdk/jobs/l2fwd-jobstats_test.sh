#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other (it sends 32 at a time), and the statistics of the jobs are shown.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2 -l
says 'entering main loop'
forwards h0 h1 --count 992
forwards h1 h0 --count 992
says "Exec count: *[1-9]" 5
kill_hard l2fwd-jobstats
