#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Ten hosts behind one address use the network outside, by natgw. Everything lives in namespaces of its own.
root=$(dirname "$(readlink -f "$0")")/../..
export XDPK_BIN=${XDPK_BIN:-$root/build/release/apps}
# shellcheck source=../../tests/support/netns.sh
. "$root/tests/support/netns.sh"
# shellcheck source=../../tests/support/talk.sh
. "$support/talk.sh"
# shellcheck source=../../tests/support/gateway.sh
. "$support/gateway.sh"
# shellcheck source=../show.sh
. "$root/scripts/show.sh"

download_mb=256
mapfile -t everybody < <(seq -f 'c%g' 10)

picture() {
    cat <<'END'

  c1   10.0.0.11 --+                                                      +-- server 203.0.113.2  nginx, iperf3
  c2   10.0.0.12 --+                  natgw (AF_XDP)                      |
  ...              +-- bridge -- [inside] ------> [outside] -- isp -------+
  c10  10.0.0.20 --+            10.0.0.1  <------ 198.18.0.1  .254        +-- narrow 192.0.2.2    MTU 1300

  The isp has no route to 10.0.0.0/24: whoever is answered was translated. Port 8080 of 198.18.0.1 leads to c2.

END
}

serve() {
    mkdir -p "$work/www"
    pseudo_random "$download_mb" >"$work/www/file"
    pseudo_random 4 >"$work/www/some"
    nginx_config >"$work/nginx.conf"
    start_on server nginx nginx -p "$work" -c "$work/nginx.conf" -e stderr
    wait_for "on server ss -Htln sport = :80 | grep -q LISTEN" 5
}

# use_it CLIENT: what each of them does; a line of the table.
use_it() {
    local rtt fetched speed hash
    rtt=$(on "$1" ping -q -c 20 -i 0.05 203.0.113.2 | awk -F/ '/rtt/ {print $5 " ms"}')
    read -r fetched speed < <(on "$1" curl -sS -o "$work/$1.copy" -w '%{size_download} %{speed_download}\n' \
        http://203.0.113.2/some)
    hash='changed'
    cmp -s "$work/$1.copy" "$work/www/some" && hash='right'
    printf '%-4s %-11s %9s %12s %12s  %s\n' "$1" "$(address_of "$1")" "$rtt" "$fetched" \
        "$(awk "BEGIN {printf \"%.0f MB/s\", $speed / 1e6}")" "$hash"
}

everybody_uses_it() {
    local client jobs=()
    for client in "${everybody[@]}"; do
        use_it "$client" >"$work/$client.line" 2>&1 &
        jobs+=($!)
    done
    wait "${jobs[@]}" || fail 'one of the clients failed'
    row 'ten clients at once' 'ping 20 times and fetch 4 MB, see below'
}

download_large() {
    local seconds
    seconds=$(on c1 curl -sS -o "$work/copy" -w '%{time_total}' http://203.0.113.2/file)
    cmp -s "$work/copy" "$work/www/file" || fail 'the file arrived changed'
    row "HTTP download of $download_mb MB by c1" "contents equal, $(awk "BEGIN {printf \"%.0f\", $download_mb * 1.048576 / $seconds}") MB/s"
}

iperf() {
    start_on server server iperf3 --server --one-off
    wait_for "on server ss -Htln sport = :5201 | grep -q LISTEN" 5
    on c3 iperf3 --client 203.0.113.2 --time 5 --json >"$work/iperf.json"
    end_of server
    row 'iperf3 from c3, TCP, 5 s' "$(json "$work/iperf.json" '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')"
}

ways() {
    row 'traceroute from c4' "$(on c4 traceroute -n -q 1 -w 2 203.0.113.2 |
        awk 'NR > 1 {printf "%s%s", arrow, $2; arrow = " -> "}')"
    on c5 ping -c 1 -M "do" -s 1400 -W 2 192.0.2.2 >/dev/null 2>&1 || true
    row 'path MTU to narrow, as c5 learned' "$(on c5 ip -o route get 192.0.2.2 | sed -n 's/.* mtu \([0-9]*\).*/\1/p')"
    tell_who c2 80
    row 'server at 198.18.0.1:8080, to c2' "comes from $(ask tcp server 5000 198.18.0.1 8080)"
    row 'c6 at 198.18.0.1:8080, to c2' "comes from $(ask tcp c6 5000 198.18.0.1 8080) (hairpin)"
}

mappings_of() { # CLIENT
    grep mapping_created "$work/nat.json" | grep -c "\"subscriber\":\"$(address_of "$1")\""
}

table_of_clients() {
    local client
    printf '\n%-4s %-11s %9s %12s %12s  %-8s %s\n' '' address ping bytes rate contents mappings
    for client in "${everybody[@]}"; do
        printf '%-69s %s\n' "$(<"$work/$client.line")" "$(mappings_of "$client")"
    done
}

table_of_counters() {
    printf '\ncounters of natgw\n'
    /usr/bin/python3 - "$work/natgw.out" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
for name, value in report["stages"].items():
    if value:
        print(f"  {name:32} {value:>12}")
PYTHON
}

clients 10
internet
picture
gateway --log "$work/nat.json" <<'RULES'
[[pool]]
name = "gateway"
addresses = ["198.18.0.1"]
interface = true
[[rule]]
name = "clients"
source = "10.0.0.0/24"
pool = "gateway"
[[forward]]
name = "web server of c2"
external = "198.18.0.1"
protocol = "tcp"
ports = 8080
internal = "10.0.0.12"
internal_port = 80
RULES
serve
everybody_uses_it
download_large
iperf
ways
stop natgw
law "$work/natgw.out"
row 'frames of natgw after all that' "$(json "$work/natgw.out" '"%d, all accounted for" % d["workers"][0]["frames"]["total"]')"
table_of_clients
table_of_counters
show_rows
