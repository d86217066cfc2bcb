#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other; when a link goes down and comes back the program is told.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2 -T 1
says 'entering main loop'
forwards h0 h1
forwards h1 h0
events() { # TEXT: how often the program was told
    grep -c "Port 0 $1" "$work/link_status_interrupt.out" || true
}
ups=$(events 'Link up')
ip -n h0 link set nic down
says 'Port 0 Link down' 10
ip -n h0 link set nic up
wait_for "((\$(events 'Link up') > $ups))" 10
forwards h0 h1
kill_hard link_status_interrupt
