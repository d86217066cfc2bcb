#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Packets that several workers handle arrive on the other side.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
run '(0-5)@(0-1)' -p 3
says 'initialization done\|Port 1' 10
sleep 2
/usr/bin/python3 "$support/frames.py" --from h0 --to h1 --lossy --count 2000 --window 500 >"$work/frames.json" || true
received=$(json "$work/frames.json" "d['hosts']['h1']['received']")
# The last ones wait for more to come.
((received >= 1900)) || fail "$received of 2000 frames"
kill_hard distributor_app
ok "$received of 2000 frames"
