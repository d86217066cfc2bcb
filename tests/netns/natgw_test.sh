#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Ten hosts behind one address use the network outside, with real stacks on both sides.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"
# shellcheck source=../support/gateway.sh
. "$support/gateway.sh"

# on_all COMMAND…: on the ten clients at once, CLIENT being the name of each; all must succeed.
on_all() {
    local client jobs=()
    for client in c{1..10}; do
        on "$client" env CLIENT="$client" "$@" >"$work/$client.out" 2>&1 &
        jobs+=($!)
    done
    for client in c{1..10}; do
        wait "${jobs[0]}" || fail "$client: $* says $(tail -n 3 "$work/$client.out")"
        jobs=("${jobs[@]:1}")
    done
}

# capture NAME COMMAND…: until stop NAME, to $work/NAME.pcap.
capture() {
    start "$1" "${@:2}" -Z root -q -n -s 0 -U --immediate-mode -w "$work/$1.pcap"
    wait_for "grep -q 'listening on' $work/$1.log" 5
}

# checksums_right FILE: tshark finds no wrong one, and right ones of each protocol.
checksums_right() {
    local verdicts
    tshark -r "$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields \
        -e ip.checksum.status -e tcp.checksum.status -e udp.checksum.status -e icmp.checksum.status \
        -e ip.src -e ip.dst -e frame.number >"$work/judged" 2>/dev/null
    # 0 is wrong, 1 right; an ICMP error has a second one of the packet that it quotes.
    verdicts=$(awk -F '\t' '{for (i = 1; i <= 4; i++) {wrong += $i ~ /0/; right[i] += $i ~ /1/}}
        END {print wrong + 0, (right[1] && right[2] && right[3] && right[4]) ? "all" : "not all"}' "$work/judged")
    [[ $verdicts == '0 all' ]] || fail "$1: wrong checksums, protocols seen: $verdicts"
}

# hops CLIENT OPTION…: the addresses on its way to the server.
hops() {
    on "$1" traceroute -n -q 1 -w 2 "${@:2}" 203.0.113.2 | awk 'NR > 1 {printf "%s ", $2}'
}

clients 10
internet
gateway --log "$work/nat.json" <<'RULES'
[[pool]]
name = "gateway"
addresses = ["198.18.0.1"]
interface = true
[[rule]]
name = "clients"
source = "10.0.0.0/24"
pool = "gateway"
RULES
capture lan_side tcpdump -i lan0
capture isp_side nsenter --net=/run/netns/isp tcpdump -i nic

on_all ping -q -c 20 -i 0.05 -W 2 203.0.113.2
for client in c{1..10}; do
    grep -q ' 0% packet loss' "$work/$client.out" || fail "$client: $(<"$work/$client.out")"
done
ok "ten clients ping the server at the same time"

mkdir -p "$work/www"
head -c 500k /dev/urandom >"$work/www/some"
nginx_config >"$work/nginx.conf"
start_on server nginx nginx -p "$work" -c "$work/nginx.conf" -e stderr
wait_for "on server ss -Htln sport = :80 | finds LISTEN" 5
on_all sh -c "curl -sS --max-time 20 --local-port 40000 http://203.0.113.2/some | cmp - $work/www/some"
kill_hard nginx
ok "ten clients fetch 500 kB each by TCP, all from port 40000"

udp server c10 203.0.113.2 1400

way='10.0.0.1 198.18.0.254 203.0.113.2 '
[[ $(hops c1) == "$way" ]] || fail "traceroute by UDP: $(hops c1)"
[[ $(hops c2 -I) == "$way" ]] || fail "traceroute by ICMP: $(hops c2 -I)"
[[ $(hops c3 -T) == "$way" ]] || fail "traceroute by TCP: $(hops c3 -T)"
ok "traceroute shows the gateway and what is beyond it"

stop lan_side
stop isp_side
checksums_right "$work/lan_side.pcap"
checksums_right "$work/isp_side.pcap"
awk -F '\t' '/[\t,]10\.0\.0\./ {print; exit 1}' "$work/judged" || fail "internal addresses outside"
ok "tshark finds every checksum right on both sides, and no internal address outside"

download server c1 203.0.113.2 "${XDPK_DOWNLOAD_MB:-1024}"

stop natgw
law "$work/natgw.out"
[[ $(counter nat.mappings_full) == 0 && $(counter nat.no_mapping) == 0 && $(counter nat.ports_exhausted) == 0 ]] ||
    fail "the gateway dropped: $(<"$work/natgw.out")"
/usr/bin/python3 - "$work/nat.json" <<'PYTHON'
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
made = [e for e in events if e["event"] == "mapping_created"]
assert {e["external"] for e in made} == {"198.18.0.1"}, "another external address"
assert {e["subscriber"] for e in made} == {f"10.0.0.{n}" for n in range(11, 21)}, "not the ten clients"
ports = {e["external_port"] for e in made if e["protocol"] == 6 and e["internal_port"] == 40000}
assert len(ports) == 10, f"port 40000 of ten clients became {ports}"
PYTHON
ok "every frame accounted for; the log has ten clients behind one address"
