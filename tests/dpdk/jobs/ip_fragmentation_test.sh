#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Packets that are larger than a link allows leave as fragments, which make the packet again; others leave as they are.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2
says 'entering main loop' 15
packets h0 h1 --dst-ip 100.20.0.1 --size 1400
[[ $(json "$work/packets.json" "d['hosts']['h1']['frames']") == 1000 ]] || fail "small packets were cut"
packets h1 h0 --dst-ip 101:101:101:101::1 --size 1200
kill_hard ip_fragmentation
