#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames arrive on the other side; the metering colours them.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0' -p 3
says 'Core 0: port RX = 0' 5
sleep 1
packets h0 h1 --dst-ip 100.10.0.1
kill_hard qos_meter
