#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2fwd between ports of different kinds: capture files come out as they went in, a tap device is a host's own cable.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

# capture_file: 300 frames of 60 to 9014 bytes, each different, with timestamps in nanoseconds.
capture_file() {
    /usr/bin/python3 -c '
import random, struct, sys
random.seed(1)
out = sys.stdout.buffer
out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
for n in range(300):
    size = random.choice((60, 64, 65, 590, 1514, 9014))
    out.write(struct.pack("<IIII", 1, n, size, size) + bytes.fromhex("0200000000020200000000018850") + random.randbytes(size - 14))'
}

# contents FILE: what tcpdump reads in it, without the times
contents() {
    tcpdump -t -xx -n -r "$1" 2>/dev/null
}

capture_file >"$work/in.pcap"
contents "$work/in.pcap" >"$work/in.txt"
[[ $(grep -c length "$work/in.txt") == 300 ]] || fail "the capture file is bad"

timeout 20 "$bin/l2fwd/l2fwd" "pcap:rx=$work/in.pcap,tx=$work/out.pcap" --json >"$work/l2fwd.out"
law "$work/l2fwd.out" --one-to-one
diff <(contents "$work/out.pcap") "$work/in.txt" >"$work/diff.log" || fail "the file came out changed"
ok "pcap: 300 frames from file to file"

MTU=9000 host left p0 10.0.0.1/24
on left ip address flush dev nic
start_on left tcpdump tcpdump -i nic -Q in -w "$work/seen.pcap" -U -B 16384 ether proto 0x8850
wait_for "grep -q listening $work/tcpdump.log" 5
timeout 20 "$bin/l2fwd/l2fwd" p0 "pcap:rx=$work/in.pcap,tx=$work/back.pcap" --duration 2 --json >"$work/l2fwd.out"
wait_for "[[ \$(contents $work/seen.pcap | grep -c length) == 300 ]]" 5
stop tcpdump
law "$work/l2fwd.out" --one-to-one
diff <(contents "$work/seen.pcap") "$work/in.txt" >"$work/diff.log" || fail "frames from the file arrived changed"
ok "pcap: 300 frames from file to device, in segments where they are long"

host right p1 10.0.0.1/24 fd00::1/64
start l2fwd "$bin/l2fwd/l2fwd" p1 tap:tap0 --json
wait_for "ip link show tap0 up" 5
ip netns attach here 1
ip address add 10.0.0.2/24 dev tap0
wait_for "ping -c1 -W0.2 10.0.0.1" 10
frames --from right --to here --to-device tap0 --count 2000
frames --from here --device tap0 --to right --to-device nic --count 2000 --size 1514
on right ping -q -c 5 -i 0.05 10.0.0.2 >"$work/ping.out"
ok "tap: raw frames and pings to the kernel's own stack"
download right here 10.0.0.1 20
stop l2fwd
law "$work/l2fwd.out" --one-to-one
! ip link show tap0 >/dev/null 2>&1 || fail "tap0 is left"
ok "tap: no frame missing, and the device is gone"
