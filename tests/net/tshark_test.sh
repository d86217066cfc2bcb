#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tshark_test.sh WRITE_FRAMES
# Wireshark's dissectors judge what the packet builder builds: nothing malformed, every checksum right.
set -euo pipefail

write_frames=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    printf 'tshark_test: %s\n' "$1" >&2
    exit 1
}

matching() { # FILE DISPLAY FILTER
    tshark -r "$1" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -o tcp.check_checksum:TRUE -Y "$2" 2>/dev/null
}

count() { # FILE DISPLAY FILTER
    matching "$@" | wc -l
}

faults='_ws.malformed || _ws.short || _ws.expert.severity == "Error"'
for protocol in ip udp tcp icmp icmpv6; do
    faults+=" || $protocol.checksum.status == 0"
done

"$write_frames" pcap "$work/frames.pcap"
matching "$work/frames.pcap" "$faults" >"$work/faulty"
[[ ! -s $work/faulty ]] || fail "tshark finds faults: $(head -5 "$work/faulty")"

# 18 kinds in 5 sizes and 5 flows: a third of each protocol, half of each family.
declare -A expected=([udp]=150 [tcp]=150 [icmp]=75 [icmpv6]=75 [ip]=225)
for protocol in "${!expected[@]}"; do
    good=$(count "$work/frames.pcap" "$protocol.checksum.status == 1")
    [[ $good == "${expected[$protocol]}" ]] || fail "$good of ${expected[$protocol]} $protocol checksums are right"
done
[[ $(count "$work/frames.pcap" 'vlan.id == 10') == 300 ]] || fail "not every tagged frame has VLAN 10"
[[ $(count "$work/frames.pcap" 'ieee8021ad.id == 100') == 150 ]] || fail "not every service tag is 100"

# Would it notice? One byte of the first frame's payload, behind both pcap headers.
printf '\x55' | dd of="$work/frames.pcap" bs=1 seek=$((24 + 16 + 50)) conv=notrunc status=none
[[ $(count "$work/frames.pcap" "$faults") == 1 ]] || fail "a wrong checksum goes unnoticed"
