#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A server deals packets out to two node processes by their destination; each sends those that its own table has.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
start server stdbuf -oL "$program" --lcores '(0-1)@(0-1)' --no-huge "${vdevs[@]}" -- -p 3 -n 2 -f 8
wait_for "cat '$work/server.log' | finds 'Finished Process Init'" 10
for id in 0 1; do
    start "node$id" stdbuf -oL "${folder%server}node/build/node" --lcores "$((id + 2))@$id" --no-huge \
        --proc-type=secondary -- -n "$id"
    wait_for "cat '$work/node$id.out' | finds 'handling packets'" 10
done
# Flow n is node n modulo 2's.
packets h0 h1 --dst-ip 0.0.0.4
packets h1 h0 --dst-ip 0.0.0.5
packets h0 h1 --dst-ip 0.0.0.7
/usr/bin/python3 "$here/../ip_packets.py" --from h0 --not-to h1 --dst-ip 0.0.0.8 >"$work/packets.json" ||
    fail "a flow that is nobody's: $(cat "$work/packets.json")"
ok "a flow that is nobody's"
wait_for "tail -n 12 '$work/server.out' | finds 'tx: *1000'" 5
for program in node0 node1 server; do
    kill_hard $program
done
