#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames with the VLAN or the address of a pool come out on the other side; the program counts them by pool.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 --nb-pools 8
says 'ore 0(lcore 0) reading queues' 5
forwards h0 h1 --dst 52:54:00:12:00:03
forwards h1 h0 --dst 52:54:00:12:01:06
forwards h0 h1 --vlan 5 --dst 52:54:00:12:00:05
# shellcheck disable=SC2154 # programs.sh has it
kill -HUP "${pids[vmdq_app]}"
says 'Finished handling signal'
says 'Pool 3: 1000' # those with its address
says 'Pool 5: 1000' # those with its VLAN
says 'Pool 6: 1000'
kill_hard vmdq_app
