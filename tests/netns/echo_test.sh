#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# One port only: what comes in goes back out of it, with the MAC addresses as --mac says.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

host left p0
own=$(ip -br link show p0 | awk '{print $3}')

# echo_with MODE DESTINATION SOURCE: the addresses that must come back for 02:…:01 -> 02:…:02.
echo_with() {
    start l2fwd "$bin/l2fwd/l2fwd" p0 --mac "$1" --json
    wait_for "(frames --from left --to left --count 1 --timeout 0.2)" 10
    frames --from left --to left --count 5000
    holds "$work/frames.json" "d['hosts']['left']['macs'] == ['$2 $3']" 'd["hosts"]["left"]["macs"]'
    stop l2fwd
    law "$work/l2fwd.out" --one-to-one
    ok "--mac $1"
}

echo_with keep 02:00:00:00:00:02 02:00:00:00:00:01
echo_with swap 02:00:00:00:00:01 02:00:00:00:00:02
echo_with update 02:00:00:00:00:00 "$own"
