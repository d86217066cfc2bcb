#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Only DNS is claimed of a device: it goes through user space, and the host's own TCP session on the same device lives
# on untouched while claims come and go.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

xdpk=$bin/xdpk/xdpk
conf=$work/run.toml
socket=$work/control
host left p0 10.0.0.1/24
host right p1 10.0.0.3/24
neighbours left right
ip address add 10.0.0.2/24 dev p0 # the host under test: what is not claimed is its kernel's

configure() { # CLAIMS, in TOML
    cat >"$conf" <<END
[run]
control = "$socket"
[[port]]
spec = "p0"
name = "lan"
claim = [$1]
[[port]]
spec = "p1"
name = "dns"
[[pipeline]]
type = "cross_connect"
END
}

program_on() {
    ip -j -d link show "$1" | json /dev/stdin 'd[0]["xdp"]["prog"]["id"]'
}

said() {
    wc -l <"$work/session.out"
}

# session_lives: ten more echoes on the same connection.
session_lives() {
    local before
    before=$(said)
    wait_for "(( \$(said) >= $before + 10 ))" 5
    running session || fail "the session ended: $(<"$work/session.log")"
}

start sshd socat TCP-LISTEN:22,reuseaddr,fork EXEC:cat
wait_for "ss -Htln sport = :22 | finds LISTEN" 5
start_on left session "$support/tcp_talk.py" --every 0.005 10.0.0.2 22
wait_for "(( \$(said) >= 10 ))" 5

configure '"udp/53x"'
refused 2 "$conf:6:9|claim \"udp/53x\"|write 53 or 8000-8080" "$xdpk" check "$conf"
configure '"udp/53"'
start run "$xdpk" run "$conf" --json
wait_for "[[ -S $socket ]]" 5
PORT=53 udp right left 10.0.0.3 100
on left ping -q -c 5 -i 0.01 10.0.0.2 >"$work/ping.out"
session_lives
ok "DNS goes through user space; the session and pings are the kernel's"

id=$(program_on p0)
PORT=53 udp right left 10.0.0.3 100 &
for claims in '[udp/53,tcp/80]' '[udp/50-60,arp]' '[10.0.0.3]' '[port/53+10.0.0.0/24,icmpv6]' '[udp/53]'; do
    "$xdpk" set claims port=lan "claims=$claims" --socket "$socket" >"$work/set.out" || fail "set claims $claims"
done
wait $! || fail "DNS did not get through while claims changed"
session_lives
refused 1 'port "lam"|did you mean "lan"' "$xdpk" set claims port=lam "claims=[arp]" --socket "$socket"
refused 1 'claim "upd/53"|did you mean "udp"' "$xdpk" set claims port=lan "claims=[arp,upd/53]" --socket "$socket"
[[ $("$xdpk" show claims --socket "$socket" | tail -n +2 | xargs) == "lan udp/53 dns all" ]] || fail "show claims"
ok "claims come and go under traffic"

configure '"udp/53", "vlan/100+192.0.2.0/24+tcp/443"'
"$xdpk" reload --socket "$socket"
"$xdpk" show claims --socket "$socket" | finds 'lan *vlan/100+192.0.2.0/24+tcp/443' || fail "reload"
configure '"udp/53"'
"$xdpk" reload --socket "$socket"
PORT=53 udp right left 10.0.0.3 100
session_lives
[[ $(program_on p0) == "$id" ]] || fail "the program was attached again"
ok "a reload changes them without taking the program off"

stop run
law "$work/run.out"
holds "$work/run.out" 'd["ports"][0]["xdp"]["claimed"] == d["ports"][0]["rx_packets"] == 3000' 'd["ports"][0]'
holds "$work/run.out" 'd["ports"][0]["xdp"]["passed"] > 100 and d["ports"][0]["xdp"]["claims"] == ["udp/53"]'
ok "nothing but DNS came to the socket"

start l2fwd "$bin/l2fwd/l2fwd" p0 p1,claim=all --claim udp/53 --claim lldp
wait_for "PORT=53 $support/udp.py right left 10.0.0.3 100 1 2>$work/first.log" 10
PORT=53 udp right left 10.0.0.3 100
session_lives
ok "so do claims on a command line"

ip link delete p0
wait_for "grep -q p0.*gone $work/l2fwd.log" 5
join left p0
ip -n left address add 10.0.0.1/24 dev nic
ip address add 10.0.0.2/24 dev p0
neighbours left right
wait_for "grep -q 'p0: the device is back' $work/l2fwd.log" 5
on left ping -q -c 5 -i 0.01 -W 2 10.0.0.2 >"$work/ping.out"
PORT=53 udp right left 10.0.0.3 100
stop l2fwd
grep -q '^p0: 20[0-9][0-9] claimed, [1-9][0-9]* passed to the kernel' "$work/l2fwd.out" || fail "$(<"$work/l2fwd.out")"
ok "a device that comes back has its claims again"
