#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A packet to a group leaves on the ports of the group.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3 -q 2
says 'entering main loop'
packets h0 h1 --dst-ip 224.0.0.102 --dst-mac 01:00:5e:00:00:66
packets h1 h0 --dst-ip 224.0.0.101 --dst-mac 01:00:5e:00:00:65
kill_hard ipv4_multicast
