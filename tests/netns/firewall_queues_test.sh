#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A stateful policy with two workers, where the two directions of every flow come in at different ones.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/talk.sh
. "$support/talk.sh"

# only_queue HOST QUEUE: its stack sends everything by that queue, and so its peer receives everything by it.
only_queue() {
    # shellcheck disable=SC2016
    on "$1" unshare --mount bash -c 'mount -t sysfs sysfs /sys
        for queue in 0 1; do
            [[ $queue == "$1" ]] && cpus=$(printf "%x" $((2 ** $(nproc --all) - 1))) || cpus=0
            echo "$cpus" >"/sys/class/net/nic/queues/tx-$queue/xps_cpus" || exit 1
        done' only_queue "$2"
}

stage() { # NAME: a counter in the final report
    json "$work/firewall.out" "d['stages']['$1']"
}

QUEUES=2 host left p0 10.0.0.1/24 fd00::1/64
QUEUES=2 host right p1 10.0.0.2/24 fd00::2/64
if ! only_queue left 0 2>"$work/xps" || ! only_queue right 1 2>"$work/xps"; then
    echo "skip: this kernel does not let transmit queues be chosen: $(cat "$work/xps")"
    exit 77
fi
cat >"$work/policy.toml" <<'POLICY'
otherwise = "drop"
[[rule]]
name = "ping"
action = "permit"
from = "10.0.0.1"
protocol = "icmp"
icmp_type = 8
[[rule]]
name = "ping6"
action = "permit"
from = "fd00::1"
protocol = "icmpv6"
icmp_type = 128
[[rule]]
name = "web"
action = "permit"
to = "10.0.0.2"
protocol = "tcp"
ports = 8080
[[rule]]
name = "udp"
action = "permit"
from = "10.0.0.1"
protocol = "udp"
POLICY
start firewall "$bin/firewall/firewall" p0 p1 --policy "$work/policy.toml" "${push_down[@]}" \
    "${partial[@]}" --workers 2 --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 20

pings left right 10.0.0.2 fd00::2
on left ping -c5 -i0.05 -W1 -s 4000 10.0.0.2 >/dev/null
ok "pings in one frame and in fragments are answered"
head -c 20000000 /dev/urandom >"$work/file"
start_on right web /usr/bin/python3 -m http.server 8080 --directory "$work"
wait_for "on left curl -sf --max-time 1 -o /dev/null http://10.0.0.2:8080/policy.toml" 10
for _ in 1 2 3 4; do
    on left curl -sf --max-time 60 http://10.0.0.2:8080/file | cmp - "$work/file"
done
ok "downloads come whole"
status=0
on left curl -s --max-time 1 -o /dev/null http://10.0.0.2:8081/ || status=$?
[[ $status == 28 ]] || fail "port 8081 should time out; curl says $status"
ok "what is not permitted is dropped"

stop firewall
law "$work/firewall.out" --one-to-one
holds "$work/firewall.out" 'd["ports"][0]["queues"][1]["rx_packets"] < 10' 'd["ports"]'
holds "$work/firewall.out" 'd["ports"][1]["queues"][0]["rx_packets"] < 10' 'd["ports"]'
ok "each host was heard by one worker only"
holds "$work/firewall.out" "sum(w['handed_over']['sent'] for w in d['workers']) == sum(w['handed_over']['received'] for w in d['workers'])" 'd["workers"]'
least=1000 each=20
[[ -z ${push_down[*]} ]] || least=40 each=0 # what XDP handles needs no other worker
holds "$work/firewall.out" "all(w['handed_over']['received'] > $each for w in d['workers'])" 'd["workers"]'
[[ $(stage hand_over.handed_over) -gt $least && $(stage hand_over.too_long) == 0 ]] ||
    fail "handed over $(stage hand_over.handed_over), too long $(stage hand_over.too_long)"
[[ $(stage flow_cache.no_first_fragment) == 0 && $(stage rule.default.packets) -lt 20 ]] ||
    fail "dropped by the default: $(stage rule.default.packets)"
ok "the rest went through the rings, and no frame is missing"
