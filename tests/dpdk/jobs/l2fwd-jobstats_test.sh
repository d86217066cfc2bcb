#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other, and the statistics of the jobs are shown.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2 -l
says 'entering main loop'
forwards h0 h1 --lossy
forwards h1 h0 --lossy
kill_hard l2fwd-jobstats
