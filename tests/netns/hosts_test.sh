#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two hosts talk through l2fwd as through a cable: two devices of one queue, one worker.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

host left p0 10.0.0.1/24 fd00::1/64
host right p1 10.0.0.2/24 fd00::2/64
start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 10

pings left right 10.0.0.2 fd00::2
pings right left 10.0.0.1 fd00::1
for size in 60 64 65 1514; do
    frames --from left --to right --size "$size" --count 500
    frames --from right --to left --size "$size" --count 500
done
ok "raw frames of 60 to 1514 bytes, both ways"
frames --from left --to right --vlan 7 --size 64 --count 500
frames --from right --to left --vlan 4094 --size 1518 --count 500
ok "802.1Q frames, both ways"
udp left right 10.0.0.1 1400
udp left right fd00::1 1400
tcp left right 10.0.0.1 4
tcp right left fd00::2 1
download right left 10.0.0.2 "${XDPK_DOWNLOAD_MB:-1024}"

stop l2fwd
law "$work/l2fwd.out" --one-to-one
ok "no frame missing"
