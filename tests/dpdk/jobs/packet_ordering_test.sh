#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames that several workers handle leave in the order in which they came.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '(0-3)@(0-1)' -p 3
says 'Initializing port 1... done'
sleep 1
forwards h0 h1 --count 992
forwards h1 h0 --count 992
stop packet_ordering
