#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Of its five queues, the second one gets what goes to 192.168.1.1, by the program's flow rule; the first one the rest.
# shellcheck disable=SC2016
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 1
ip -n h0 address add 192.168.1.2/24 dev nic
for last in 1 3; do
    ip -n h0 neighbour replace "192.168.1.$last" lladdr 02:00:00:00:00:01 dev nic nud permanent
done
run '0'
says 'initializing port: 0 done' 15

# sends ADDRESS: 100 datagrams
sends() {
    on h0 /usr/bin/python3 -c "import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(100):
    s.sendto(b'xdpk', ('$1', 9))"
}

# printed QUEUE: how many packets the program had from there
printed() {
    cat "$work/$app.out" "$work/$app.log" | grep -c "queue=0x$1" || true
}

sends 192.168.1.1
wait_for '[[ $(printed 1) == 100 ]]' 5
sends 192.168.1.3
wait_for '[[ $(printed 0) == 100 ]]' 5
[[ $(printed 1) == 100 ]] || fail "the rule took $(printed 1) packets"
ok "100 packets by queue 1, 100 by queue 0"
stop "$app"
