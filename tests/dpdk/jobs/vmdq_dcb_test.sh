#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames with the VLAN of a pool come out on the other side; the program counts them by pool.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 --nb-pools 16 --nb-tcs 8
says 'ore 0(lcore 0) reading queues' 5
forwards h0 h1 --vlan 3 --dst 52:54:00:12:00:03
forwards h1 h0 --vlan 15 --dst 52:54:00:12:01:0f
# shellcheck disable=SC2154 # programs.sh has it
kill -HUP "${pids[vmdq_dcb_app]}"
says 'Finished handling signal'
says 'Pool 3: 1000'
says 'Pool 15: 1000'
kill_hard vmdq_dcb_app
