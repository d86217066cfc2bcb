# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What two hosts say to each other in the namespace tests; a test sources this file after netns.sh. Host names come
# first, then what the receiving one is called on the network.
: "${work:?}"

# pings FROM TO ADDRESS…: neighbour resolution from nothing (ARP, or ND for IPv6), then echoes.
pings() {
    local from=$1 to=$2 address
    for address in "${@:3}"; do
        ip -n "$from" neighbour flush dev nic
        ip -n "$to" neighbour flush dev nic
        on "$from" ping -q -c 5 -i 0.05 -W 2 "$address" >"$work/ping.out"
        [[ $(ip -n "$from" neighbour show "$address") == *lladdr\ "$(mac_of "$to")"* ]] ||
            fail "$from does not know the MAC address of $address"
        ok "$from resolves and pings $address"
    done
}

# jumbo_pings FROM ADDRESS…: 9000-byte packets that must not be fragmented.
jumbo_pings() {
    local from=$1 address overhead
    for address in "${@:2}"; do
        [[ $address == *:* ]] && overhead=48 || overhead=28
        on "$from" ping -q -c 5 -i 0.05 -W 2 -M "do" -s $((9000 - overhead)) "$address" >"$work/ping.out"
        ok "$from pings $address with 9000 bytes"
    done
}

# iperf SERVER CLIENT ADDRESS SECONDS OPTION…: leaves iperf3's report in $work/iperf.json.
iperf() {
    start_on "$1" iperf_server iperf3 --server --one-off
    wait_for "on $1 ss -Htln sport = :5201 | grep -q LISTEN" 5
    on "$2" timeout $(($4 + 20)) iperf3 --client "$3" --time "$4" --json "${@:5}" >"$work/iperf.json" ||
        fail "iperf3: $(json "$work/iperf.json" 'd.get("error")')"
    end_of iperf_server
    rm "$work/iperf_server.out"
}

# udp SERVER CLIENT ADDRESS DATAGRAM_BYTES: nearly all of a modest rate arrives; a busy machine may cost some.
udp() {
    iperf "$1" "$2" "$3" 1 --udp --bandwidth 50M --length "$4"
    holds "$work/iperf.json" 'd["end"]["sum"]["packets"] > 100 and d["end"]["sum"]["lost_percent"] < 10' 'd["end"]["sum"]'
    ok "UDP to $3, $4 bytes each"
}

# tcp SERVER CLIENT ADDRESS STREAMS
tcp() {
    iperf "$1" "$2" "$3" 2 --parallel "$4"
    holds "$work/iperf.json" 'd["end"]["sum_received"]["bytes"] > 10e6' 'd["end"]["sum_received"]'
    ok "TCP to $3, $(json "$work/iperf.json" 'round(d["end"]["sum_received"]["bits_per_second"] / 1e6)') Mbit/s"
}

# download SERVER CLIENT ADDRESS MEGABYTES: HTTP, nginx to curl, pseudo-random contents compared by SHA-256.
download() {
    local expected got
    mkdir -p "$work/www"
    openssl enc -aes-128-ctr -nosalt -pbkdf2 -pass pass:xdpk </dev/zero 2>/dev/null |
        head -c "${4}M" >"$work/www/file" || true
    expected=$(sha256sum <"$work/www/file")
    nginx_config >"$work/nginx.conf"
    start_on "$1" nginx nginx -p "$work" -c "$work/nginx.conf" -e stderr
    wait_for "on $1 ss -Htln sport = :80 | grep -q LISTEN" 5
    got=$(on "$2" curl -sS --max-time 120 "http://$3/file" 2>"$work/curl.log" | sha256sum)
    kill_hard nginx
    [[ $got == "$expected" ]] || fail "$4 MB over HTTP arrived changed: $got instead of $expected"
    ok "$4 MB over HTTP from $3, hash right"
}

nginx_config() {
    cat <<END
daemon off; master_process off; pid $work/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path $work/t; proxy_temp_path $work/t; fastcgi_temp_path $work/t; uwsgi_temp_path $work/t;
    scgi_temp_path $work/t;
    server { listen 80; listen [::]:80; root $work/www; }
}
END
}
