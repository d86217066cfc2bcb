#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A server receives and deals the packets out to two client processes, which send them by the other port, each by a
# transmit queue of its own, of which the interface has but one. A client that is killed takes nobody along.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

client=$folder/../mp_client/build/mp_client

clients() { # ID…
    local id
    for id in "$@"; do
        start "client$id" stdbuf -oL "$client" --lcores "$((id + 2))@$id" --no-huge --proc-type=secondary -- -n "$id"
        wait_for "cat '$work/client$id.out' | finds 'handling packets'" 10
    done
}

ports 2
start server stdbuf -oL "$program" --lcores '(0-1)@(0-1)' --no-huge "${vdevs[@]}" -- -p 3 -n 2
wait_for "cat '$work/server.log' | finds 'Finished Process Init'" 10
clients 0 1
# Two processes at work side by side do not keep the order, but lose nothing.
arrive() { # FROM TO
    /usr/bin/python3 "$support/frames.py" --from "$1" --to "$2" >"$work/frames.json" || true
    holds "$work/frames.json" "d['hosts']['$2']['received'] == 1000 and not d['hosts']['$2']['corrupt'] and \
        not d['hosts']['$2']['duplicates']"
    ok "$1 to $2: 1000 frames"
}
arrive h0 h1
arrive h1 h0
# Both have had their half, says the server.
wait_for "tail -n 5 '$work/server.out' | finds 'Client  1 - rx:  *1000, rx_drop:  *0'" 5
[[ $(tail -n 5 "$work/server.out" | grep -cP 'tx: +1000, tx_drop: +0') == 2 ]] || fail "$(tail -n 5 "$work/server.out")"
ok "half by each client"
kill_hard client1
clients 1
arrive h0 h1
arrive h1 h0
stop server
for id in 0 1; do
    wait_for "cat '$work/client$id.log' | finds 'the primary process has ended'" 5
    kill_hard "client$id"
done
ok "the clients have noticed the end"
