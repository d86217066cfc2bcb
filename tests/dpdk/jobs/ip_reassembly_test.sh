#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Fragments that come in leave as the packets that they were.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2
says 'entering main loop' 15
packets h0 h1 --dst-ip 100.20.0.1 --size 1400 --fragment 600
[[ $(json "$work/packets.json" "d['hosts']['h1']['frames']") == 1000 ]] || fail "not one frame for each packet"
packets h0 h1 --dst-ip 201:101:101:101::1 --size 1200 --fragment 600
[[ $(json "$work/packets.json" "d['hosts']['h1']['frames']") == 1000 ]] || fail "not one frame for each IPv6 packet"
kill_hard ip_reassembly
