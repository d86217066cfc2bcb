#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames arrive on the other side.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 --nb-pools 8
says 'ore 0(lcore 0) reading queues' 10
forwards h0 h1
forwards h1 h0
kill_hard vmdq_app
