#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '0'
says 'Core 0 forwarding packets'
forwards h0 h1
forwards h1 h0
kill_hard basicfwd
