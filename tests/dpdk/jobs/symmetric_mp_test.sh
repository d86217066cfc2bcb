#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# One process forwards between its ports.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
start symmetric_mp stdbuf -oL "$program" -l 0 --no-huge --proc-type=auto "${vdevs[@]}" -- -p 3 --num-procs=1 --proc-id=0
says 'Lcore 0 using ports\|running' 10
forwards h0 h1
forwards h1 h0
kill_hard symmetric_mp
