# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What two hosts say to each other in the namespace tests; a test sources this file after netns.sh. Host names come
# first, then what the receiving one is called on the network.
: "${work:?}" "${support:?}"

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

# udp SERVER CLIENT ADDRESS DATAGRAM_BYTES
udp() {
    "$support/udp.py" "$1" "$2" "$3" "$4" 1000 2>"$work/udp.log" || fail "UDP to $3: $(tail -n 1 "$work/udp.log")"
    ok "1000 UDP datagrams of $4 bytes to $3 and back"
}

# tcp SERVER CLIENT ADDRESS STREAMS: 50 MB by iperf3.
tcp() {
    start_on "$1" iperf_server iperf3 --server --one-off
    wait_for "on $1 ss -Htln sport = :5201 | finds LISTEN" 5
    on "$2" timeout 60 iperf3 --client "$3" --bytes 50M --parallel "$4" --json >"$work/iperf.json" ||
        fail "iperf3: $(json "$work/iperf.json" 'd.get("error")')"
    end_of iperf_server
    rm "$work/iperf_server.out"
    holds "$work/iperf.json" 'd["end"]["sum_received"]["bytes"] > 20e6' 'd["end"]["sum_received"]'
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
    wait_for "on $1 ss -Htln sport = :80 | finds LISTEN" 5
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
