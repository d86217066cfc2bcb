#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A router with a policy between an office and a server, from a configuration file: what passes, what does not, and
# which rule said so. Everything lives in namespaces of its own.
root=$(dirname "$(readlink -f "$0")")/../..
export XDPK_BIN=${XDPK_BIN:-$root/build/release/apps}
# shellcheck source=../../tests/support/netns.sh
. "$root/tests/support/netns.sh"
# shellcheck source=../show.sh
. "$root/scripts/show.sh"

socket=$work/control

picture() {
    cat <<'END'

  host office            xdpk run (AF_XDP): filter, router             host shop
  10.1.0.2/24      10.1.0.1 [office] ------------> [shop] 10.2.0.1     10.2.0.2/24
     [nic] -------- veth ------^                      ^------ veth ------- [nic]

END
}

configure() { # MORE-RULES
    cat >"$work/run.toml" <<END
[run]
control = "$socket"
[[port]]
spec = "xsk:p0"
name = "office"
[[port]]
spec = "xsk:p1"
name = "shop"
[[address]]
port = "office"
address = "10.1.0.1/24"
[[address]]
port = "shop"
address = "10.2.0.1/24"
[[pipeline]]
type = "parse_headers"
checksums = "recompute"
[[pipeline]]
type = "arp"
[[pipeline]]
type = "flow_cache"
[[pipeline]]
type = "resolve"
[filter]
otherwise = "drop"
[[filter.endpoint]]
block = "10.2.0.2"
labels = ["app=shop"]
$1
[[filter.rule]]
name = "ping"
action = "permit"
protocol = "icmp"
[[filter.rule]]
name = "web"
action = "permit"
to = "label app=shop"
protocol = "tcp"
ports = 80
[[filter.rule]]
name = "iperf"
action = "permit"
to = "label app=shop"
protocol = "tcp"
ports = 5201
[[filter.rule]]
name = "no-telnet"
action = "reject"
protocol = "tcp"
ports = 23
END
}

fetch() { # PORT: what curl says
    local status=0
    on office curl -s --max-time 1 -o /dev/null "http://10.2.0.2:$1/" || status=$?
    case $status in
    0) echo 'answered' ;;
    7) echo 'refused at once' ;;
    *) echo 'nothing comes back' ;;
    esac
}

iperf() { # SECONDS
    start_on shop server iperf3 --server --one-off
    wait_for "on shop ss -Htln sport = :5201 | grep -q LISTEN" 5
    start_on office client iperf3 --client 10.2.0.2 --time "$1" --json
}

host office p0 10.1.0.2/24
host shop p1 10.2.0.2/24
ip -n office route add default via 10.1.0.1
ip -n shop route add default via 10.2.0.1
picture
configure ''
start run "$bin/xdpk/xdpk" run "$work/run.toml" --json
wait_for "on office ping -c1 -W0.2 10.2.0.2" 10
for port in 80 81; do
    start_on shop "web$port" /usr/bin/python3 -m http.server "$port" --directory "$support"
    wait_for "on shop ss -Htln sport = :$port | grep -q LISTEN" 5
done

row 'ping' "$(on office ping -q -c 20 -i 0.01 10.2.0.2 | awk -F', ' '/received/ {print $1 ", " $2}')"
row 'HTTP to port 80' "$(fetch 80)"
row 'HTTP to port 81' "$(fetch 81)"
row 'telnet' "$(fetch 23)"
iperf 4
sleep 1
configure $'[[filter.rule]]\nname = "no-web"\naction = "reject"\nprotocol = "tcp"\nports = 80'
"$bin/xdpk/xdpk" reload --socket "$socket"
row 'HTTP, after the file forbade it' "$(fetch 80)"
end_of client 20
row 'iperf3 meanwhile' "$(json "$work/client.out" '"%.2f Gbit/s, not interrupted" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')"
printf '\n$ xdpk show rules\n'
"$bin/xdpk/xdpk" show rules --socket "$socket"
printf '\n$ xdpk show flows port=5201\n'
"$bin/xdpk/xdpk" show flows port=5201 --socket "$socket"
stop run
law "$work/run.out"
row 'frames after all that' "$(json "$work/run.out" '"%d, all accounted for" % d["workers"][0]["frames"]["total"]')"
show_rows
