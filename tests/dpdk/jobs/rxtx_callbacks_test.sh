#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames pass both callbacks, the one that stamps them and the one that measures how long the program had them, and
# arrive on the other side. What was measured it tells once in 100 million frames.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0'
says 'Core 0 forwarding packets'
forwards h0 h1
forwards h1 h0
kill_hard rxtx_callbacks
