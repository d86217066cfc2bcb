#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Three nginx backends serve one virtual address through loadbalancer. Everything lives in namespaces of its own.
root=$(dirname "$(readlink -f "$0")")/../..
export XDPK_BIN=${XDPK_BIN:-$root/build/release/apps}
# shellcheck source=../../tests/support/netns.sh
. "$root/tests/support/netns.sh"
# shellcheck source=../../tests/support/balancing.sh
. "$support/balancing.sh"
# shellcheck source=../show.sh
. "$root/scripts/show.sh"

columns=()

picture() {
    cat <<'END'

  client 198.18.0.2 --+                                              +-- b1 10.0.0.11 nginx, weight 1
                      |               loadbalancer (AF_XDP)          |
                      +--- bridge --- [p0] ---> [p0] --- bridge -----+-- b2 10.0.0.12 nginx, weight 2
                                 VIP 198.18.0.100:80, dnat           |
                                 health: GET / each 100 ms           +-- b3 10.0.0.13 nginx, weight 3

END
}

# ask TITLE COUNT: so many new connections; a column of the table.
ask() {
    local column=$work/column${#columns[@]}
    answers 4 "$2" >"$column" || fail "$(<"$column")"
    columns+=("$1")
    row "$2 connections $1" "$(json "$column" '", ".join("%s: %d" % n for n in d.items())')"
}

load() {
    sound_wrk 4 5
    row 'wrk, 16 connections, 5 s' "$(awk '/requests in/ {n = $1} /Requests\/sec/ {printf "%d requests, none failed, %d per second", n, $2}' \
        "$work/wrk.out")"
}

download() {
    on client curl -sS -o "$work/copy" "http://${vip_url[4]}/file"
    cmp "$work/copy" "$work/www/file" || fail 'the file arrived changed'
    row 'curl, a file of 8 MB' 'contents equal'
}

kill_one() {
    local killed
    kill_hard web_b2
    killed=$(now_ms)
    wait_for "grep -q 'backend 10.0.0.12 port 8080 is down' $work/balancer.log" 10
    row 'b2 is killed; noticed after' "$(($(now_ms) - killed)) ms"
}

bring_back() {
    serve b2
    wait_for "grep -q 'backend 10.0.0.12 port 8080 is up' $work/balancer.log" 10
}

drain() {
    CHECK=1 change_services dnat 4 b1=1 b2=2 b3=0
    wait_for "grep -q 'services.toml: reloaded' $work/balancer.log" 5
}

table_of_backends() {
    printf '\nwho answered  '
    printf '%16s' "${columns[@]}"
    printf '%16s\n' 'packets in all'
    /usr/bin/python3 - "$work" ${#columns[@]} <<'PYTHON'
import json, sys
work, count = sys.argv[1], int(sys.argv[2])
columns = [json.load(open(f"{work}/column{i}")) for i in range(count)]
stages = json.load(open(f"{work}/balancer.out"))["stages"]
for n in 1, 2, 3:
    packets = stages[f"backend.web.10.0.0.1{n}.8080.packets"]
    print(f"b{n} 10.0.0.1{n} " + "".join(f"{c.get(f'b{n}', 0):16}" for c in columns) + f"{packets:16}")
PYTHON
}

network 3
picture
serve b1 b2 b3
return_by dnat b1 b2 b3
CHECK=1 services dnat 4 b1=1 b2=2 b3=3 >"$work/services.toml"
balance
ask 'at first' 1200
download
load
kill_one
ask 'without b2' 600
bring_back
ask 'with b2 again' 600
drain
ask 'b3 drained' 600
stop balancer
law "$work/balancer.out"
row 'frames after all that' "$(json "$work/balancer.out" '"%d, all accounted for" % d["workers"][0]["frames"]["total"]')"
table_of_backends
show_rows
