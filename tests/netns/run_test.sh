#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A configuration carries traffic between two hosts, and is read again under a flood without losing a packet.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control
host left p0 10.0.0.1/24
host right p1 10.0.0.2/24
neighbours left right

configure() { # STAGES
    cat >"$conf" <<END
[run]
control = "$socket"
[[port]]
spec = "xsk:p0"
name = "left"
[[port]]
spec = "xsk:p1"
name = "right"
[[pipeline]]
type = "cross_connect"
$1
END
}

with_count=$'[[pipeline]]\ntype = "count"\nname = "seen"'

configure $'[[pipelin]]\ntype = "count"'
refused 2 "$conf:11:|'pipelin'|did you mean 'pipeline'" "$xdpk" check "$conf"
refused 2 "$conf:11:|'pipelin'" "$xdpk" run "$conf"
refused 1 'ENOENT|no program listens there' "$xdpk" show counters --socket "$socket"

configure "$with_count"
[[ $("$xdpk" check "$conf") == "$conf: ok" ]] || fail "check does not like $conf"
start run "$xdpk" run "$conf" --json
wait_for "on left ping -c1 -W1 10.0.0.2 >$work/first.out" 5
ok "traffic flows"

sed 's/xsk:p[01]/loop:/' "$conf" >"$work/second.toml"
refused 1 "$socket|EADDRINUSE|process ${pids[run]}|listens there" "$xdpk" run "$work/second.toml"
"$xdpk" show counters --socket "$socket" | finds '^seen.packets  *[1-9]' || fail "show counters"
"$xdpk" show ports --json --socket "$socket" | finds '"name": "right"' || fail "show ports"
refused 1 "did you mean 'workers'" "$xdpk" show worker --socket "$socket"
ok "it tells what it does"

on left ping -q -i 0.001 -c 3000 10.0.0.2 >"$work/flood.out" &
flood=$!
for round in {1..100}; do
    configure "$with_count$( ((round % 2)) && printf '\n[[pipeline]]\ntype = "count"')"
    "$xdpk" reload --socket "$socket" || fail "reload $round"
done
wait "$flood" || fail "ping: $(<"$work/flood.out")"
grep -q ' 0% packet loss' "$work/flood.out" || fail "lost packets: $(<"$work/flood.out")"
ok "100 reloads under traffic lost nothing"

configure '[[pipeline]]'
refused 1 "'type' is missing" "$xdpk" reload --socket "$socket"
on left ping -q -c 3 -i 0.01 10.0.0.2 >/dev/null || fail "a refused reload stopped the traffic"
ok "a wrong file changes nothing"

configure ''
kill -HUP "${pids[run]}"
wait_for "grep -q 'not reloaded\\|reloaded' $work/run.log" 5
grep -q "$conf: reloaded" "$work/run.log" || fail "SIGHUP: $(<"$work/run.log")"
stop run
law "$work/run.out"
[[ ! -e $socket ]] || fail "the control socket is still there"
ok "every frame came back"
