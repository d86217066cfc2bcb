# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# A client, a load balancer with one port, and backends with nginx on one bridge; tests source this file after netns.sh.
# The client's network is 198.18.0.0/24 and fd00:c::/64, with the VIPs .100 and ::100 in it; the backends' is 10.0.0.0/24
# and fd00:b::/64, backend N at .1N and ::1N. The balancer has 198.18.0.1, 10.0.0.254, fd00:c::1 and fd00:b::254. Checks
# go from the bridge's own addresses, .253 and ::253.
#
#   network N                                      client, bridge and N backends, without servers
#   return_by MODE BACKEND…                        what the mode wants of these backends
#   serve BACKEND…                                 nginx on ports 80 and 8080: / is the backend's name, /file large
#   services MODE FAMILY BACKEND=WEIGHT…           writes $work/services.toml; CHECK=1: with health checks
#   balance                                        starts the balancer, with $balancer_options
#   answers FAMILY [COUNT]                         who answered so many new connections, with how many each
#   sound_wrk FAMILY SECONDS                       no request of many fails
: "${work:?}" "${bin:?}" "${support:?}"

declare -A vip=([4]=198.18.0.100 [6]=fd00:c::100) vip_url=([4]=198.18.0.100 [6]='[fd00:c::100]')
vxlan_mac=02:00:00:00:00:42
balancer_options=()

backend_address() { # BACKEND FAMILY
    [[ $2 == 4 ]] && echo "10.0.0.1${1#b}" || echo "fd00:b::1${1#b}"
}

network() {
    local n
    host client c0 198.18.0.2/24 fd00:c::2/64
    veth_pair p0 l0
    ethtool -K p0 tx off >/dev/null
    ip link add br0 type bridge mcast_snooping 0
    ip link set br0 up
    sysctl -qw net.ipv6.conf.br0.accept_dad=0 net.ipv6.conf.br0.disable_ipv6=0
    ip address add 10.0.0.253/24 dev br0
    ip address add fd00:b::253/64 dev br0
    for n in c0 l0; do
        ip link set "$n" master br0
    done
    for n in $(seq "$1"); do
        host "b$n" "b$n" "10.0.0.1$n/24" "fd00:b::1$n/64"
        ip link set "b$n" master br0
        on "b$n" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.nic.rp_filter=0 \
            net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    done
}

return_by() {
    local backend
    for backend in "${@:2}"; do
        ip -n "$backend" route flush default
        case $1 in
        dnat)
            ip -n "$backend" route replace default via 10.0.0.254
            ip -n "$backend" -6 route replace default via fd00:b::254
            ;;
        l2_direct_return | tunnel)
            ip -n "$backend" address replace 198.18.0.100/32 dev lo
            ip -n "$backend" address replace fd00:c::100/128 dev lo
            ip -n "$backend" route replace 198.18.0.0/24 dev nic
            ip -n "$backend" route replace fd00:c::/64 dev nic
            ;;
        esac
    done
}

# vxlan_at FAMILY BACKEND…: the tunnel's end in the kernel.
vxlan_at() {
    local backend
    for backend in "${@:2}"; do
        ip -n "$backend" link delete vxlan 2>/dev/null || true
        ip -n "$backend" link add vxlan address "$vxlan_mac" type vxlan id 42 dstport 4789 \
            local "$(backend_address "$backend" "$1")" dev nic
        ip -n "$backend" link set vxlan up
    done
}

serve() {
    local backend
    mkdir -p "$work/www"
    [[ -e $work/www/file ]] || head -c 8M /dev/urandom >"$work/www/file"
    for backend in "$@"; do
        mkdir -p "$work/$backend"
        web_config "$backend" >"$work/$backend/nginx.conf"
        start_on "$backend" "web_$backend" nginx -p "$work/$backend" -c nginx.conf -e stderr
    done
    for backend in "$@"; do
        wait_for "on $backend ss -Htln 'sport = :8080' | finds LISTEN" 5
    done
}

web_config() {
    cat <<END
daemon off; master_process off; pid nginx.pid; worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
    access_log off; keepalive_requests 1000000;
    client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
    server {
        listen 80 backlog=4096; listen [::]:80 backlog=4096; listen 8080 backlog=4096; listen [::]:8080 backlog=4096;
        root $work/www;
        client_max_body_size 100m;
        location = / { default_type text/plain; return 200 "$1\n"; }
        location = /slow { alias $work/www/file; limit_rate ${SLOW:-1m}; }
        location = /sink { default_type text/plain; return 200 "thanks\n"; }
    }
}
END
}

services() {
    local mode=$1 family=$2 backend
    shift 2
    printf '[[service]]\nname = "web"\naddress = "%s"\nport = 80\nmode = "%s"\n' "${vip[$family]}" "$mode"
    [[ $mode != full_nat ]] || printf 'sources = ["%s"]\n' "$([[ $family == 4 ]] && echo '10.0.0.200", "10.0.0.201' || echo fd00:b::200)"
    [[ $mode != tunnel ]] || printf '[service.tunnel]\ntype = "vxlan"\nkey = 42\nsource = "%s"\ninner_destination = "%s"\ninner_source = "02:00:00:00:00:01"\n' \
        "$([[ $family == 4 ]] && echo 10.0.0.254 || echo fd00:b::254)" "$vxlan_mac"
    [[ -z ${CHECK-} ]] || printf '[service.check]\nprobe = "http"\nport = 8080\ninterval = "100ms"\ntimeout = "90ms"\n'
    for backend in "$@"; do
        printf '[[service.backend]]\naddress = "%s"\nweight = %d\n' "$(backend_address "${backend%=*}" "$family")" "${backend#*=}"
        [[ $mode != dnat && $mode != full_nat ]] || printf 'port = 8080\n'
    done
}

balance() {
    # shellcheck disable=SC2154 # of netns.sh
    start balancer "$bin/loadbalancer/loadbalancer" p0 --services "$work/services.toml" --json \
        --address p0=198.18.0.1/24 --address p0=10.0.0.254/24 --address p0=fd00:c::1/64 --address p0=fd00:b::254/64 "${push_down[@]}" "${balancer_options[@]}"
    wait_for "on client ping -c1 -W0.2 198.18.0.100 || on client ping -c1 -W0.2 fd00:c::100" 10
}

# change_services SERVICES…: as services, while the balancer runs.
change_services() {
    services "$@" >"$work/services.toml"
    # shellcheck disable=SC2154 # of programs.sh
    kill -HUP "${pids[balancer]}"
}

# From ports that no connection had before: a flow that was closed only just is still known.
answers() {
    local first=10000 count=${2:-100}
    [[ ! -e $work/next_port ]] || first=$(<"$work/next_port")
    echo $((first + count)) >"$work/next_port"
    on client "$support/connections.py" "${vip[$1]}" "$count" "$first"
}

# asked BACKEND…: exactly these get new connections
asked() {
    [[ $(answers 4 60 | grep -o 'b[0-9]' | paste -sd ' ') == "$*" ]]
}

sound_wrk() {
    on client wrk -t1 -c16 -d"$2s" "http://${vip_url[$1]}/" >"$work/wrk.out" || fail "wrk: $(<"$work/wrk.out")"
    ! grep -qE 'Socket errors|Non-2xx' "$work/wrk.out" || fail "wrk: $(<"$work/wrk.out")"
    awk '/requests in/ {exit !($1 > 100)}' "$work/wrk.out" || fail "wrk got too little: $(<"$work/wrk.out")"
}

# every_mode FAMILY: curl and wrk over each way to the backends.
every_mode() {
    local mode
    network 3
    serve b1 b2 b3
    vxlan_at "$1" b1 b2 b3
    for mode in dnat full_nat l2_direct_return tunnel; do
        return_by "$mode" b1 b2 b3
        services "$mode" "$1" b1=1 b2=1 b3=1 >"$work/services.toml"
        balance
        [[ $(answers "$1" 60) == '{"b1": '*'"b2": '*'"b3": '* ]] || fail "$mode: not everybody answered"
        on client curl -sf --max-time 10 "http://${vip_url[$1]}/file" | cmp - "$work/www/file" ||
            fail "$mode: the file arrived changed"
        sound_wrk "$1" 2
        stop balancer
        law "$work/balancer.out"
        ok "$mode: $(awk '/requests in/ {print $1 " requests"}' "$work/wrk.out"), none failed"
    done
}
