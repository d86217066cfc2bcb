#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2 -T 1
says 'entering main loop'
forwards h0 h1
forwards h1 h0
stop l2fwd
