#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The program takes the colour of a packet from the last byte of its destination MAC, meters it, and writes the new one
# there. Below 46 MB/s a flow stays green; above, what was green becomes red.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3
says 'Core 0: port RX = 0' 5
sleep 1
colours() { # the colours that arrived
    json "$work/packets.json" "sorted({mac.split()[0][-2:] for mac in d['hosts']['h1']['macs']})"
}
# Few at a time: those that wait for a program that does not get the CPU come to it as a burst.
packets h0 h1 --dst-ip 100.10.0.1 --dst-mac 02:00:00:00:00:00 --gap 0.0005 --window 8
[[ $(colours) == "['00']" ]] || fail "slow packets became $(colours)"
packets h0 h1 --dst-ip 100.10.0.1 --dst-mac 02:00:00:00:00:00 --size 1400
[[ $(colours) == *02* ]] || fail "fast packets are $(colours)"
kill_hard qos_meter
ok "green below the rate, red above"
