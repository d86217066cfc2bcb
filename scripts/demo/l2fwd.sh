#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two hosts talk through l2fwd; then the generator sends as fast as it can. Everything lives in namespaces of its own.
root=$(dirname "$(readlink -f "$0")")/../..
export XDPK_BIN=${XDPK_BIN:-$root/build/release/apps}
# shellcheck source=../../tests/support/netns.sh
. "$root/tests/support/netns.sh"
# shellcheck source=../show.sh
. "$root/scripts/show.sh"

download_mb=256

picture() {
    cat <<'END'

    host left            this namespace (l2fwd, AF_XDP)             host right
  10.0.0.1/24                                                     10.0.0.2/24
     [nic] ---- veth ---- [p0] --> rx -> stages -> tx --> [p1] ---- veth ---- [nic]

END
}

ping_hosts() {
    on left ping -q -c 100 -i 0.01 10.0.0.2 >"$work/ping.out"
    row 'ping, 100 echoes' "$(awk -F/ '/rtt/ {print $5 " ms on average"} /received/ {split($0, p, ", "); print p[2] ", " p[3]}' \
        "$work/ping.out" | paste -sd ' ' | sed 's/ received/ of 100 back/')"
}

download() {
    local seconds expected got
    mkdir -p "$work/www"
    pseudo_random "$download_mb" >"$work/www/file"
    expected=$(sha256sum <"$work/www/file")
    start_on right server /usr/bin/python3 -m http.server -d "$work/www" 80
    wait_for "on right ss -Htln sport = :80 | grep -q LISTEN" 5
    seconds=$(on left curl -sS -o "$work/copy" -w '%{time_total}' http://10.0.0.2/file)
    kill_hard server
    got=$(sha256sum <"$work/copy")
    [[ $got == "$expected" ]] || fail "the file arrived changed"
    row "HTTP download of $download_mb MB" "SHA-256 equal, $(awk "BEGIN {printf \"%.0f\", $download_mb * 1.048576 / $seconds}") MB/s"
}

iperf() {
    start_on right server iperf3 --server --one-off
    wait_for "on right ss -Htln sport = :5201 | grep -q LISTEN" 5
    on left iperf3 --client 10.0.0.2 --time 5 --json >"$work/iperf.json"
    end_of server
    row 'iperf3, TCP, 5 s' "$(json "$work/iperf.json" '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')"
}

received() {
    on right cat /proc/net/dev | awk '/nic:/ {print $3}'
}

generate() {
    local before after
    # What arrives ends here, before the host's stack would spend more time on it than l2fwd.
    on right tc qdisc add dev nic clsact
    on right tc filter add dev nic ingress bpf bytecode '1,6 0 0 2' da
    before=$(received)
    on left taskset -c 0 "$bin/xdpk/xdpk" gen nic --duration 10 --json >"$work/gen.json"
    after=$(received)
    row 'generator, 64-byte frames, 10 s' "$(json "$work/gen.json" '"%.2f Mpps sent on one core" % (d["pps"] / 1e6)')"
    row 'forwarded by l2fwd meanwhile' "$(awk "BEGIN {printf \"%.2f Mpps on one core\", ($after - $before) / 10e6}")"
}

host left p0 10.0.0.1/24
host right p1 10.0.0.2/24
picture
start l2fwd "$bin/l2fwd/l2fwd" p0 p1 --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
ping_hosts
download
iperf
generate
stop l2fwd
law "$work/l2fwd.out"
row 'frames of l2fwd after all that' "$(json "$work/l2fwd.out" '"%d, all accounted for" % d["workers"][0]["frames"]["total"]')"

show_rows
