#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A backend that dies is noticed, and new connections avoid it until it is back.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

network 3
SLOW=2m serve b1 b2 b3
return_by dnat b1 b2 b3
CHECK=1 services dnat 4 b1=1 b2=1 b3=1 >"$work/services.toml"
balancer_options=("${partial[@]}")
balance
for n in client b1 b2 b3; do
    [[ -z ${partial[*]} ]] || on "$n" ethtool -K nic tx on >/dev/null
done
asked b1 b2 b3 || fail "not these three answered: $(answers 4 60)"
ok "all are healthy; ${partial[*]:-whole checksums}"

start_on client slow curl -sS --fail --max-time 20 --local-port 20000-20999 "http://${vip_url[4]}/slow"
wait_for "[[ -s $work/slow.out ]]" 5
for n in b1 b2 b3; do
    [[ -n $(on "$n" ss -Htn state established 'sport = :8080 and dport >= :20000 and dport < :21000') ]] || victim=$n
done
kill_hard "web_$victim"
wait_for "grep -q 'service web: backend 10.0.0.1${victim#b} port 8080 is down: .*refused' $work/balancer.log" 5
others=$(printf '%s\n' b1 b2 b3 | grep -v "$victim" | paste -sd ' ')
# shellcheck disable=SC2086
wait_for "asked $others" 5
on client wrk -t1 -c8 -d1s -H 'Connection: close' "http://${vip_url[4]}/" >"$work/wrk.out"
! grep -qE 'Socket errors|Non-2xx' "$work/wrk.out" || fail "wrk: $(<"$work/wrk.out")"
ok "without its nginx $victim is down, and nobody is sent there"
end_of slow 20
[[ $status == 0 ]] || fail "the download from another backend broke: $(<"$work/slow.log")"
cmp "$work/slow.out" "$work/www/file"
ok "connections of other backends go on"

serve "$victim"
wait_for "grep -q 'backend 10.0.0.1${victim#b} port 8080 is up' $work/balancer.log" 5
wait_for "asked b1 b2 b3" 5
ok "it is back"

ip link set b2 down
wait_for "grep -q 'backend 10.0.0.12 port 8080 is down: .*timed out' $work/balancer.log" 5
wait_for "asked b1 b3" 5
ok "so is one that falls silent"
stop balancer
law "$work/balancer.out"
