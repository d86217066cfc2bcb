#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Millions of frames later, on every kind of port, each frame of memory is in its place and each packet is accounted for;
# also when more comes than can leave, when a transmit ring is full, and when there are too few frames.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

QUEUES=2 host left p0
QUEUES=2 host right p1
many=${XDPK_PACKETS:-3000000}

# sent_by DEVICE: packets that the kernel has sent there
sent_by() {
    cat "/sys/class/net/$1/statistics/tx_packets"
}

# flood_until HOST CONDITION OPTION…: live frames from that host, as fast as they go, until CONDITION holds. CPU n fills
# queue n; l2fwd takes CPU 0 last.
flood_until() {
    start_on "$1" gen "$bin/xdpk/xdpk" gen nic --quiet "${@:3}"
    wait_for "$2" 120
    stop gen
}

# judged WHAT [EXPRESSION]: ends l2fwd; the law holds, no packet went without a number, and EXPRESSION is true of the report.
judged() {
    stop l2fwd
    law "$work/l2fwd.out" --one-to-one
    holds "$work/l2fwd.out" "${2:-True}"
    ok "$1: $(json "$work/l2fwd.out" '"{} received, {} sent, {} found the ring full, {} times no frames".format(*(
        sum(q[key] for p in d["ports"] for q in p["queues"]) for key in ("rx_packets", "tx_packets", "tx_full", "starved")))')"
}

start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --json
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
before=$(($(sent_by p1)))
flood_until left "(( \$(sent_by p1) >= before + many ))" --cores 0
judged "xsk, overloaded" "sum(p['rx_packets'] for p in d['ports']) >= $many"
# The device's own count: what l2fwd says it sent is what left.
dropped=$(cat /sys/class/net/p1/statistics/tx_dropped)
holds "$work/l2fwd.out" "d['ports'][1]['tx_packets'] == $(sent_by p1) + $dropped" 'd["ports"][1]'
ok "the device counts as many"

start l2fwd "$bin/l2fwd/l2fwd" xsk:p0 xsk:p1,tx_ring=64 --workers 1 --json
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
# shellcheck disable=SC2034 # the conditions read it
before=$(sent_by p1)
flood_until left "(( \$(sent_by p1) >= before + many / 10 ))" --threads 2
frames --from left --to right
judged "xsk, full transmit ring" "sum(q['tx_full'] for q in d['ports'][1]['queues']) > 1000"

start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --frames 256 --json
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
# shellcheck disable=SC2034 # the conditions read it
before=$(sent_by p1)
flood_until left "(( \$(sent_by p1) >= before + many / 10 ))" --cores 0
frames --from left --to right
judged "xsk, few frames" "sum(q['xdp_statistics']['rx_fill_ring_empty_descs'] for q in d['ports'][0]['queues']) > 1000"

# A device that is down keeps what it was given to send: all there are, and none is left to receive into.
start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --frames 256 --json
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
ip link set p1 down
start_on left gen "$bin/xdpk/xdpk" gen nic --quiet --count 100000 --cores 0
end_of gen 60
ip link set p1 up
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
frames --from left --to right
frames --from right --to left
judged "xsk, empty pool" "sum(q['starved'] for p in d['ports'] for q in p['queues']) > 0"

start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --workers 2 --mac swap --json
wait_for "(frames --from left --to right --count 1 --timeout 0.2)" 10
# shellcheck disable=SC2034 # the conditions read it
before=$(sent_by p1)
flood_until left "(( \$(sent_by p1) >= before + many / 10 ))" --threads 2
judged "xsk, two workers" "all(q['rx_packets'] > 1000 for q in d['ports'][0]['queues'])"

start l2fwd "$bin/l2fwd/l2fwd" p0 tap:tap0 --json
wait_for "[[ -e /sys/class/net/tap0 ]]" 10
flood_until left "(( \$(cat /sys/class/net/tap0/statistics/rx_packets) >= many ))" --cores 0
judged "tap, overloaded" "d['ports'][1]['tx_packets'] >= $many"

/usr/bin/python3 -c '
import struct, sys
out = sys.stdout.buffer
out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
for n in range(1000):
    size = (60, 590, 1514, 9014)[n % 4 if n % 50 == 0 else 0]
    out.write(struct.pack("<IIII", n, 0, size, size) + bytes(12) + struct.pack("!HI", 0x8850, n) + bytes(size - 18))
' >"$work/in.pcap"
start l2fwd "$bin/l2fwd/l2fwd" "pcap:rx=$work/in.pcap,tx=/dev/null,loop=$((many / 1000))" --json
wait_for "! running l2fwd" 120
end_of l2fwd
[[ $status == 0 ]] || fail "l2fwd ended with status $status"
law "$work/l2fwd.out" --one-to-one
holds "$work/l2fwd.out" "d['ports'][0]['rx_packets'] == d['ports'][0]['tx_packets'] == $many"
ok "pcap: $many packets read and written"

start l2fwd "$bin/l2fwd/l2fwd" loop:packets=512,size=64 loop:packets=512,size=9000 --duration 5 --json
wait_for "! running l2fwd" 20
end_of l2fwd
law "$work/l2fwd.out" --one-to-one
holds "$work/l2fwd.out" "all(p['rx_packets'] >= $many / 2 for p in d['ports'])" 'd["ports"]'
ok "loop: $(json "$work/l2fwd.out" 'sum(p["rx_packets"] for p in d["ports"])') packets"
