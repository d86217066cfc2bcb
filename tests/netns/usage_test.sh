#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What is written wrong is refused before any device is touched, with the nearest right word.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

l2fwd=$bin/l2fwd/l2fwd
host left p0
host right p1

refused 2 'port' "$l2fwd"
refused 2 '--wrkers' "$l2fwd" p0 --wrkers 2
refused 2 '--workers|many|256' "$l2fwd" p0 --workers many
refused 2 '--workers' "$l2fwd" p0 --workers 0
refused 2 '--poll-mode|sometimes|adaptive|poll|interrupt' "$l2fwd" p0 --poll-mode sometimes
refused 2 '--mac|rot13|keep|swap|update' "$l2fwd" p0 --mac rot13
refused 2 '--hook|all|auto|native|generic|tc' "$bin/xdpk/xdpk" sink p0 --hook all
refused 2 '--method|fast|live|xsk|pcap' "$bin/xdpk/xdpk" gen p0 --method fast
refused 2 '--duration|-1' "$l2fwd" p0 --duration -1
refused 2 'xks:p0|"xks"|xsk' "$l2fwd" xks:p0
refused 2 'xsk:p0,quees=0|"quees"|did you mean "queues"' "$l2fwd" xsk:p0,quees=0
refused 2 'xsk:p0,q=0|"q"|queues' "$l2fwd" xsk:p0,q=0
refused 2 'xsk:p0,queues|"queues"|key=value' "$l2fwd" xsk:p0,queues
refused 2 '"queues"|0-3' "$l2fwd" xsk:p0,queues=one
refused 2 '"queues"|each queue once' "$l2fwd" xsk:p0,queues=0+0
refused 2 '"chunk"|3000|power of two' "$l2fwd" xsk:p0,chunk=3000
refused 2 '"chunk"|2048 to 4096' "$l2fwd" xsk:p0,chunk=8192
refused 2 '"rx_ring"|abc|number' "$l2fwd" xsk:p0,rx_ring=abc
refused 2 '"zero_copy"|maybe|auto, require, off' "$l2fwd" xsk:p0,zero_copy=maybe
refused 2 '"mode"|auto, native, generic' "$l2fwd" xsk:p0,mode=fast
refused 2 '--follow-kernel|excludes|--address' "$bin/l3fwd/l3fwd" p0 --follow-kernel --address p0=10.0.0.1/24
refused 1 'absent.pcap|ENOENT' "$l2fwd" "pcap:rx=$work/absent.pcap,tx=$work/out.pcap"

"$l2fwd" --help >"$work/help.out"
for word in --workers --poll-mode --mac --duration --json xsk: pcap: tap: 'exit'; do
    grep -qi -- "$word" "$work/help.out" || fail "--help does not tell of $word"
done
[[ $("$l2fwd" --version) =~ [0-9]+\.[0-9]+\.[0-9]+ ]] || fail "--version: $("$l2fwd" --version)"
ok "--help and --version"
