#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# NAT64 between real stacks: a host that has IPv6 alone fetches from a server that has IPv4 alone, pings it, traces the
# way to it, and learns its path's MTU; tshark finds every checksum right.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

server=2001:db8:64::203.0.113.2
host six p0 2001:db8:1::2/64
host four p1 203.0.113.2/24
# Of six's link the server is not told: what it sends becomes too long for it, as IPv6.
ip link set p0 mtu 1400
ip -n six link set nic mtu 1400
ip -n six -6 route add default via 2001:db8:1::1 advmss 1440
cat >"$work/rules.toml" <<'END'
[[pool]]
name = "out"
addresses = ["203.0.113.1"]
[[nat64]]
name = "all"
prefix = "2001:db8:64::/96"
pool = "out"
source = "2001:db8:1::/64"
END
start natgw "$bin/natgw/natgw" p0 p1 --rules "$work/rules.toml" --address p0=2001:db8:1::1/64 \
    --address p1=203.0.113.1/24 "${push_down[@]}" "${partial[@]}" --json
wait_for "on six ping -c1 -W0.3 $server" 10
for side in six four; do
    start_on "$side" "capture_$side" tcpdump -i nic -U -w "$work/$side.pcap"
    wait_for "grep -q listening $work/capture_$side.log" 5
done

on six ping -q -c 10 -i 0.02 "$server" >"$work/ping.out" || fail "ping: $(<"$work/ping.out")"
on six ping -q -c 3 -i 0.02 -s 1000 "$server" >"$work/ping.out" || fail "ping: $(<"$work/ping.out")"
ok "an IPv6 host pings an IPv4 one"

head -c 4M /dev/urandom >"$work/file"
start_on four web /usr/bin/python3 -m http.server 80 --bind 203.0.113.2 --directory "$work"
wait_for "on four ss -Htln sport = :80 | finds LISTEN" 5
on six curl -sf --max-time 30 -o "$work/copy" "http://[$server]/file" || fail "curl"
cmp "$work/file" "$work/copy"
grep -q '^203.0.113.1 ' "$work/web.log" || fail "the server saw another client: $(<"$work/web.log")"
learned=$(ip -n four route get 203.0.113.1 | grep -o 'mtu [0-9]*') || true
[[ $learned == "mtu 1380" ]] || fail "of six's link's 1400 bytes the server learned: ${learned:-nothing}"
ok "it fetches a file from it, whole, and the server learns the path's MTU"

start_on four echo socat UDP4-LISTEN:7000,fork PIPE
wait_for "on four ss -Hlun sport = :7000 | finds 7000" 5
[[ $(echo hello | on six socat -t1 - "UDP6:[$server]:7000") == hello ]] || fail "UDP"
status=0
on six curl -s --max-time 3 "http://[$server]:81/" || status=$?
[[ $status == 7 ]] || fail "a refused connection: curl says $status"
on six traceroute -6 -n -q1 -w1 -m3 "$server" >"$work/trace.out"
for hop in '^ *1 *2001:db8:1::1 ' '^ *2 *2001:db8:64::cb00:7102 '; do
    grep -q "$hop" "$work/trace.out" || fail "traceroute: $(<"$work/trace.out")"
done
ok "UDP, refused connections and traceroute work, with ICMP errors from the other side"

# What ICMP quotes of a segment that is too big is a part of it, which has no checksum of its own.
for side in six four; do
    stop "capture_$side"
    tshark -r "$work/$side.pcap" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
        -Y 'ip.checksum.status == "Bad" || (tcp.checksum.status == "Bad" && !(icmp.type == 3 && icmp.code == 4)) || udp.checksum.status == "Bad" ||
            icmp.checksum.status == "Bad" || icmpv6.checksum.status == "Bad"' >"$work/bad" 2>/dev/null
    [[ ! -s $work/bad ]] || fail "$side: $(head -3 "$work/bad")"
    [[ $(tshark -r "$work/$side.pcap" 2>/dev/null | wc -l) -gt 1000 ]] || fail "little was captured at $side"
done
ok "tshark finds every checksum right on both sides"

stop natgw
law "$work/natgw.out"
ok "every frame came back"
