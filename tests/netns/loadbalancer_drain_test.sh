#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Under load one backend is drained and another added: no request fails, no established connection breaks.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

downloads=12

connections_at() { # BACKEND
    on "$1" ss -Htn state established 'sport = :8080' | wc -l
}

network 4
SLOW=700k serve b1 b2 b3 b4
return_by dnat b1 b2 b3 b4
services dnat 4 b1=1 b2=1 b3=1 >"$work/services.toml"
balance
asked b1 b2 b3 || fail "not these three answered: $(answers 4 60)"
for n in $(seq $downloads); do
    start_on client "slow_$n" curl -sS --fail --max-time 40 "http://${vip_url[4]}/slow"
done
start_on client wrk wrk -t1 -c8 -d8s "http://${vip_url[4]}/"
start_on client wrk_short wrk -t1 -c4 -d8s -H 'Connection: close' "http://${vip_url[4]}/"
wait_for "[[ \$(connections_at b1) -ge 2 ]]" 5
# Only downloads and wrk's lasting connections are counted from here on.
before=$(connections_at b1)

change_services dnat 4 b1=0 b2=1 b3=1 b4=1
wait_for "asked b2 b3 b4" 5
[[ $(connections_at b1) -ge 2 ]] || fail "the drained backend has $(connections_at b1) connections left of $before"
ok "a drained backend keeps its connections, and new ones go to the others and a new one"

for n in wrk wrk_short; do
    end_of $n 20
    ! grep -qE 'Socket errors|Non-2xx' "$work/$n.out" || fail "$n: $(<"$work/$n.out")"
    ok "$n: $(awk '/requests in/ {print $1 " requests"}' "$work/$n.out"), none failed"
done
for n in $(seq $downloads); do
    end_of "slow_$n" 40
    [[ $status == 0 ]] || fail "download $n ended with curl's status $status: $(<"$work/slow_$n.log")"
    cmp "$work/slow_$n.out" "$work/www/file" || fail "download $n arrived changed"
done
ok "$downloads downloads that began before went on to their end"

change_services dnut 4 b1=1
wait_for "grep -q \"services.toml:5:8: mode: 'dnut' is not one of\" $work/balancer.log" 5
change_services dnat 6 b1=1
wait_for "grep -q 'VIPs and source addresses cannot change while the program runs' $work/balancer.log" 5
asked b2 b3 b4 || fail "a wrong file changed something"
ok "a wrong file changes nothing"
stop balancer
law "$work/balancer.out"
