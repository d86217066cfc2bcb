#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# 9000-byte packets go through whole, in several segments of 2048 and of 4096 bytes.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

MTU=9000 host left p0 10.0.0.1/24 fd00::1/64
MTU=9000 host right p1 10.0.0.2/24 fd00::2/64

for chunk in 2048 4096; do
    start l2fwd "$bin/l2fwd/l2fwd" "xsk:p0,chunk=$chunk" "xsk:p1,chunk=$chunk" --json
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
    jumbo_pings left 10.0.0.2 fd00::2
    jumbo_pings right 10.0.0.1
    for size in 64 1514 1793 2049 3500 4097 9014; do
        frames --from left --to right --size "$size" --count 300
        frames --from right --to left --size "$size" --count 300
    done
    frames --from left --to right --size 9018 --vlan 7 --count 300
    ok "chunk $chunk: raw frames of 64 to 9018 bytes"
    udp left right 10.0.0.1 8900
    tcp left right 10.0.0.1 4
    download right left 10.0.0.2 64
    stop l2fwd
    law "$work/l2fwd.out" --one-to-one
    ok "chunk $chunk: no frame missing"
done
