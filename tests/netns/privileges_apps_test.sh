#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Programs that read files again, check backends and are controlled do so as somebody else too.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"
# shellcheck source=../support/privileges.sh
. "$support/privileges.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

install -d -o nobody "$work/nobody"
left_and_right

printf 'otherwise = "drop"\n[[rule]]\nname = "ping"\naction = "permit"\nprotocol = "icmp"\nlog = true\n' >"$work/policy.toml"
refused 1 "$work/log.json|open the log|EACCES" \
    "$bin/firewall/firewall" p0 p1 --policy "$work/policy.toml" --log "$work/log.json" --user nobody
log=$work/nobody/log.json
start firewall "$bin/firewall/firewall" p0 p1 --json --policy "$work/policy.toml" --log "$log" --user nobody
talks
holds_only firewall 65534 "$all_needs"
wait_for "grep -q ping $log" 5
mv "$log" "$log.1"
kill -HUP "${pids[firewall]}"
wait_for "[[ -e $log ]]" 5
[[ $(stat -c %U "$log") == nobody ]] || fail "whose is the log?"
ended firewall
ok "firewall: its log is opened anew"

configure() { # CONTROL [STAGES]
    printf '[run]\nuser = "nobody"\ncontrol = "%s"\n[[port]]\nspec = "p0"\n[[port]]\nspec = "p1"\n' "$1"
    printf '[[pipeline]]\ntype = "cross_connect"\n%s' "${2:-}"
} >"$work/run.toml"
configure "$work/control"
refused 1 "$work/control|create control socket|EACCES|directory that its user may write to" \
    "$bin/xdpk/xdpk" run "$work/run.toml"
control=$work/nobody/control
configure "$control"
start run "$bin/xdpk/xdpk" run "$work/run.toml" --json
talks
holds_only run 65534 "$all_needs"
configure "$control" $'[[pipeline]]\ntype = "count"\nname = "seen"\n'
"$bin/xdpk/xdpk" reload --socket "$control"
talks
"$bin/xdpk/xdpk" show counters --socket "$control" | finds '^seen.packets' || fail "not reloaded"
replace_left run
talks
ended run
[[ ! -e $control ]] || fail "the control socket is still there"
ok "xdpk run: reload, control socket, and its end"

ip link delete p0
network 2
serve b1 b2
return_by dnat b1 b2
{
    services dnat 4 b1=1
    printf '[service.check]\nprobe = "icmp"\ninterval = "100ms"\ntimeout = "90ms"\n'
} >"$work/services.toml"
balancer_options=(--user nobody)
balance
holds_only balancer 65534 "$all_needs"
wait_for "asked b1" 5
CHECK=1 change_services dnat 4 b1=1 b2=1
wait_for "asked b1 b2" 5
holds_only balancer 65534 "$all_needs"
kill_hard web_b1
wait_for "asked b2" 5
ended balancer
ok "loadbalancer: its services are read again, and their health is checked"
