#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2fwd in a pod, as user 1000 and with CAP_NET_RAW or no capability at all: the XSKMAP of somebody else's program comes
# by a pin or a socket, over two devices of two queues, and traffic flows.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/unprivileged.sh
. "$support/unprivileged.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

net_raw=0000000000002000
nothing=0000000000000000
socket=/run/plugin.sock
rings=rx_ring=64,tx_ring=64
QUEUES=2 host left p0 10.0.0.1/24
QUEUES=2 host right p1 10.0.0.2/24
neighbours left right
give_to_pod p0
give_to_pod p1
ok "kernel.unprivileged_bpf_disabled is $(sysctl -n kernel.unprivileged_bpf_disabled)"

# serve KIND [OPTION…]: a server of the node, see plugin_server.py.
serve() {
    rm -f "$socket"
    start server "$support/plugin_server.py" "$socket" --as "$1" --pod pod-1 --map p0=/sys/fs/bpf/p0/xsks_map \
        --map p1=/sys/fs/bpf/p1/xsks_map "${@:2}"
    wait_for "grep -q ready $work/server.out" 5
}

# forwards WHAT CAPABILITIES ATTACHMENT [QUEUES]: the started l2fwd forwards by these queues (0 and 1), and ends well.
forwards() {
    local queue queues
    read -ra queues <<<"${4:-0 1}"
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
    holds_only l2fwd "$2"
    for queue in "${queues[@]}"; do
        frames --from left --to right --queue "$queue" --count 100
        frames --from right --to left --queue "$queue" --count 100
    done
    stop l2fwd
    law "$work/l2fwd.out" --one-to-one
    holds "$work/l2fwd.out" "all(p['attachment'] == '$3' and p['mode'] == 'native' for p in d['ports'])" 'd["ports"]'
    holds "$work/l2fwd.out" "sum(q['rx_packets'] >= 100 for p in d['ports'] for q in p['queues']) == 2 * ${#queues[@]}"
    ok "$1"
}

# talked CONNECTIONS REQUESTS…: what the server heard, without what was asked twice.
talked() {
    local heard
    heard=$(awk '$1 != "ready" && !seen[$0]++ { sub(/^[0-9]+ /, ""); print }' "$work/server.out")
    [[ $heard == "$(printf '%s\n' "${@:2}")" ]] || fail "the server heard $heard"
    [[ $(awk '$1 != "ready" { print $1 }' "$work/server.out" | sort -u | wc -l) == "$1" ]] ||
        fail "connections: $(cat "$work/server.out")"
}

as_user net_raw
chown 0:1000 /sys/fs/bpf/p[01]/xsks_map
chmod 660 /sys/fs/bpf/p[01]/xsks_map
pins=("p0,$rings,xskmap=pin:/sys/fs/bpf/p0/xsks_map" "p1,$rings,xskmap=pin:/sys/fs/bpf/p1/xsks_map")
start l2fwd "${user[@]}" "$l2fwd" "${pins[@]}" --json
forwards "by pins, with CAP_NET_RAW" $net_raw pin
chmod 640 /sys/fs/bpf/p[01]/xsks_map
refused 1 '/sys/fs/bpf/p0/xsks_map|EACCES|chgrp' "${user[@]}" "$l2fwd" "${pins[@]}"

# The device plugin: one socket, mounted for each device, and one connection for all. busy_poll is the server's to set.
serve plugin
mkdir -p /tmp/afxdp_dp
mount -t tmpfs tmpfs /tmp/afxdp_dp
for device in p0 p1; do
    mkdir "/tmp/afxdp_dp/$device"
    touch "/tmp/afxdp_dp/$device/afxdp.sock"
    mount --bind "$socket" "/tmp/afxdp_dp/$device/afxdp.sock"
done
start l2fwd env AFXDP_DEVICES_POOL="p0 p1" XDPK_POD_NAME=pod-1 "${user[@]}" "$l2fwd" p0,$rings,busy_poll=32 \
    p1,$rings --json
forwards "by the device plugin's socket, with CAP_NET_RAW" $net_raw uds 1
talked 1 /connect,pod-1 /xsk_map_fd,p0 /xsk_map_fd,p1 /config_busy_poll,20,32 /fin
grep -q 'p0: the XSKMAP is from /tmp/afxdp_dp/p0/afxdp.sock (AFXDP_DEVICES_POOL' "$work/l2fwd.log" ||
    fail "$(cat "$work/l2fwd.log")"
end_of server
umount -R /tmp/afxdp_dp

plugin=("p0,$rings,pod=pod-1,xskmap=uds:$socket" "p1,$rings,pod=pod-1,xskmap=uds:$socket")
serve cndp
start l2fwd "${user[@]}" "$l2fwd" "${plugin[@]}" --json
forwards "by CNDP's server, with CAP_NET_RAW" $net_raw uds 1
talked 1 /connect,pod-1 /xsk_map_fd,p0 /xsk_map_fd,p1 /fin
kill_hard server

as_user
serve agent
start l2fwd "${user[@]}" "$l2fwd" "${plugin[0]},busy_poll=32" "${plugin[1]}" --json
forwards "by ready-made sockets, without any capability" $nothing uds
talked 1 /connect,pod-1 /xsk_map_fd,p0 /xsk_map_fd,p1 /xsk_socket,p0,0 /config_busy_poll,20,32 /xsk_socket,p0,1 \
    /xsk_socket,p1,0 /xsk_socket,p1,1 /fin
kill_hard server

# The device goes and comes back with another program, while the server was started anew.
serve agent
start l2fwd "${user[@]}" "$l2fwd" "${plugin[@]}" --json
wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
kill_hard server
on left ping -q -c 20 -i 0.01 10.0.0.2 >/dev/null || fail "the server's end stopped the traffic"
ip -n pod link delete p0
wait_for "grep -q p0.*gone $work/l2fwd.log" 5
serve agent
QUEUES=2 join left p0
ip -n left address add 10.0.0.1/24 dev nic
neighbours left right
give_to_pod p0
forwards "after server and device came back" $nothing uds 1
talked 1 /connect,pod-1 /xsk_map_fd,p0 /xsk_socket,p0,0 /xsk_socket,p0,1 /fin
kill_hard server
