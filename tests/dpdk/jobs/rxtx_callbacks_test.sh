#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames arrive on the other side, and the callbacks have measured how long the program had them.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0'
says 'Core 0 forwarding packets'
forwards h0 h1 --count 12000 --window 64
says 'Latency = [1-9][0-9]* cycles'
kill_hard rxtx_callbacks
ok "the callbacks measured"
