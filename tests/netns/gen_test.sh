#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk gen into xdpk sink over a veth: every frame arrives, once and in order, whatever made it.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

xdpk=$bin/xdpk/xdpk
host right p0

# arrives WHAT SINK_OPTIONS GEN_OPTIONS…: COUNT frames (20000) get there; the reports are in gen.out and sink.out.
arrives() {
    local what=$1 count=${COUNT:-20000} sink_options
    read -ra sink_options <<<"$2"
    start_on right sink "$xdpk" sink nic --json --count "$count" "${sink_options[@]}"
    wait_for "grep -q 'nic: ready' $work/sink.log" 10
    timeout 60 "$xdpk" gen p0 --count "$count" --json --quiet "${@:3}" >"$work/gen.out"
    wait_for "! running sink" 10
    holds "$work/gen.out" "d['packets'] == $count"
    holds "$work/sink.out" "d['packets'] == $count"
    ok "$what: $count frames"
}

# seen GEN_OPTIONS…: what tcpdump tells of three frames
seen() {
    start_on right tcpdump tcpdump -i nic -Q in -e -v -n -t -c 3
    wait_for "grep -q listening $work/tcpdump.log" 5
    timeout 20 "$xdpk" gen p0 --method xsk --count 3 --quiet "$@"
    wait_for "! running tcpdump" 5
    cat "$work/tcpdump.out"
}

for method in live xsk; do
    arrives "$method, 64 bytes, numbered" --stamp --method "$method" --stamp --size 64
    holds "$work/sink.out" "d['bytes'] == 64 * 20000 and d['stamps']['received'] == 20000"
    holds "$work/sink.out" "d['stamps']['lost'] == d['stamps']['reordered'] == d['stamps']['duplicates'] == 0"
    holds "$work/sink.out" "0 < d['stamps']['latency_ns']['p50'] <= d['stamps']['latency_ns']['p999']"
    arrives "$method, IPv6, VLAN, 1000 flows" '' --method "$method" --size 70-1522 --ip 6 --vlan 7 --flows 1000
done
for size in 64 imix; do COUNT=1200 arrives "$size" '' --size "$size"; done
holds "$work/sink.out" "d['bytes'] == 100 * (7 * 64 + 4 * 594 + 1518)"
COUNT=500 arrives "live, paced" --stamp --rate 1000 --stamp
holds "$work/gen.out" "d['seconds'] >= 0.495"

seen --proto tcp --flows 2 --size 100 >"$work/seen"
[[ $(grep -c 'length 96: .*proto TCP' "$work/seen") == 3 ]] || fail "not three frames of 96 bytes: $(<"$work/seen")"
[[ $(grep -c 'cksum .*(correct)' "$work/seen") == 3 ]] || fail "bad checksums: $(<"$work/seen")"
[[ $(grep -c '198.18.0.1.1024 > 198.19.0.1.9' "$work/seen") == 2 ]] || fail "flows: $(<"$work/seen")"
[[ $(grep -c '198.18.0.1.1025 > 198.19.0.1.9' "$work/seen") == 1 ]] || fail "flows: $(<"$work/seen")"
ok "tcpdump finds checksums, sizes and flows right"

start_on right tcpdump tcpdump -i nic -Q in -w "$work/three.pcap" -U -c 3
wait_for "grep -q listening $work/tcpdump.log" 5
"$xdpk" gen p0 --count 3 --method xsk --quiet --size 65-67 >"$work/gen.out"
wait_for "! running tcpdump" 5
COUNT=3000 arrives "a capture file, a thousand times" '' --method pcap --file "$work/three.pcap" --loop 1000
holds "$work/sink.out" "d['bytes'] == 1000 * (65 + 66 + 67)"
