#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A load balancer from a configuration file: it is asked and changed by `xdpk show`, `set`, `add` and `del`, notices a
# dead backend, and keeps what it knows when the file is read again.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

socket=$work/control
host client p0 10.1.0.2/24
ip -n client route add default via 10.1.0.1
{
    printf '[run]\ncontrol = "%s"\n' "$socket"
    for number in 0 1 2; do
        printf '[[port]]\nspec = "xsk:p%d"\n[[address]]\nport = "p%d"\naddress = "10.%d.0.1/24"\n' \
            "$number" "$number" $((number + 1))
    done
    printf '[[service]]\nname = "web"\naddress = "192.0.2.1"\nport = 80\n'
    printf '[service.check]\nprobe = "tcp"\ninterval = "50ms"\ntimeout = "50ms"\n'
    for number in 1 2; do
        printf '[[service.backend]]\naddress = "10.%d.0.2"\nport = 8080\ncheck = {address = "10.9.%d.2"}\n' \
            $((number + 1)) "$number"
    done
    printf '[[pipeline]]\ntype = "%s"\n' parse_headers
    printf 'checksums = "recompute"\n'
    printf '[[pipeline]]\ntype = "%s"\n' arp vip_responder flow_cache resolve
} >"$work/run.toml"
for number in 1 2; do
    name=b$number
    host "$name" "p$number" "10.$((number + 1)).0.2/24"
    ip -n "$name" route add default via "10.$((number + 1)).0.1"
    # The kernel's own way to the backend, for the checks.
    ip link add "m$number" type veth peer name check netns "$name"
    ip address add "10.9.$number.1/24" dev "m$number"
    ip link set "m$number" up
    ip -n "$name" address add "10.9.$number.2/24" dev check
    ip -n "$name" link set check up
    ip route add "10.$((number + 1)).0.2" via "10.9.$number.2"
    mkdir "$work/$name"
    echo "$name" >"$work/$name/index.html"
    start_on "$name" "$name" /usr/bin/python3 -m http.server 8080 --directory "$work/$name"
    wait_for "on $name ss -Htln sport = :8080 | finds LISTEN" 5
done

x() {
    "$bin/xdpk/xdpk" "$@" --socket "$socket"
}

answers() { # COUNT: which backends answered so many requests
    for _ in $(seq "$1"); do
        on client curl -sf --max-time 2 http://192.0.2.1/ || echo none
    done | sort | uniq -c | awk '{print $2 "=" $1}' | paste -sd ' '
}

state() { # BACKEND-NUMBER COLUMN
    x show backends --json >"$work/backends.json"
    json "$work/backends.json" "d[$1 - 1]['$2']"
}

"$bin/xdpk/xdpk" check "$work/run.toml" >"$work/check.out"
start run "$bin/xdpk/xdpk" run "$work/run.toml" --json
wait_for "on client ping -c1 -W0.2 192.0.2.1" 5
wait_for "[[ \$(answers 20) == b1=*\\ b2=* ]]" 10
[[ $(state 1 state) == up && $(state 1 packets) -gt 0 && $(state 2 packets) -gt 0 ]] || fail "$(x show backends)"
x show choice from=10.1.0.2 to=192.0.2.1 port=80 | finds 'service web: entry [0-9]' || fail "show choice"
ok "both backends serve, and the VIP answers pings"

x set backend service=web address=10.2.0.2 weight=0 | finds 'draining' || fail "set backend"
[[ $(answers 20) == b2=20 ]] || fail "drained: $(answers 20)"
x reload
[[ $(answers 20) == b1=*\ b2=* ]] || fail "after the reload: $(answers 20)"
x del backend service=web address=10.3.0.2 >"$work/del.out"
[[ $(answers 10) == b1=10 ]] || fail "without b2: $(answers 10)"
x add backend service=web address=10.3.0.2 port=8080 | finds 'not checked\|up' || fail "add backend"
[[ $(answers 20) == b1=*\ b2=* ]] || fail "with b2 again: $(answers 20)"
ok "weights change, backends go and come, while it runs"

reached() { on client ping -q -c1 -W0.3 10.2.0.2 >"$work/ping.out"; }
wait_for reached 5
x add route destination=10.2.0.2/32 kind=blackhole | finds '^10.2.0.2/32  *blackhole' || fail "add route"
! reached || fail "a route to nowhere leads there"
x del route destination=10.2.0.2/32 >"$work/del.out"
wait_for reached 5
x add route destination=203.0.113.0/24 via=10.2.0.2 | finds '^203.0.113.0/24  *via 10.2.0.2 port 1' || fail "via"
x add route destination=203.0.113.0/24 port=b7 2>"$work/add.err" && fail "a route by a port that is not there"
grep -q 'there is no b7' "$work/add.err" || fail "the reason: $(<"$work/add.err")"
ok "so do routes"

before=$(state 1 packets)
kill_hard b1
wait_for "[[ \$(state 1 state) == down ]]" 5
[[ $(answers 20) == b2=20 ]] || fail "with b1 dead: $(answers 20)"
x reload
[[ $(state 1 state) == down && $(state 1 packets) -ge $before ]] || fail "forgotten: $(x show backends)"
[[ $(answers 20) == b2=20 ]] || fail "after the reload: $(answers 20)"
ok "a dead backend gets nothing, also after the file was read again"

start_on b1 b1 /usr/bin/python3 -m http.server 8080 --directory "$work/b1"
wait_for "[[ \$(state 1 state) == up ]]" 5
[[ $(answers 20) == b1=*\ b2=* ]] || fail "with b1 alive: $(answers 20)"
stop run
law "$work/run.out"
ok "it comes back, and every frame too"
