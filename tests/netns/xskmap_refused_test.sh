#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What may be wrong with somebody else's XSKMAP, with its pin, and with the server that hands it out.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

l2fwd=$bin/l2fwd/l2fwd
socket=$work/plugin.sock
QUEUES=3 host left p0
bpftool map create /sys/fs/bpf/small type xskmap key 4 value 4 entries 2 name small
bpftool map create /sys/fs/bpf/array type array key 4 value 4 entries 8 name array
bpftool map create /sys/fs/bpf/xsks_map type xskmap key 4 value 4 entries 3 name xsks_map

refused 2 'xskmap|own, pin:PATH or uds:PATH' "$l2fwd" p0,xskmap=pinned:/x
refused 1 '/sys/fs/bpf/none|ENOENT|bpffs' "$l2fwd" p0,xskmap=pin:/sys/fs/bpf/none
refused 1 'no file of a bpffs' "$l2fwd" p0,xskmap=pin:/proc/version
refused 1 'array|not an XSKMAP|type 2' "$l2fwd" p0,xskmap=pin:/sys/fs/bpf/array
refused 1 'small|no place for queue 2|has 2|queues=0-1' "$l2fwd" p0,xskmap=pin:/sys/fs/bpf/small
refused 1 'p0|EPERM|CAP_NET_RAW|xdpk agent' setpriv --bounding-set -net_raw --inh-caps -net_raw \
    "$l2fwd" p0,xskmap=pin:/sys/fs/bpf/xsks_map
refused 1 'nosuch0|ENODEV' "$l2fwd" nosuch0,xskmap=pin:/sys/fs/bpf/xsks_map

refused 1 "$socket|ENOENT|xdpk agent" "$l2fwd" "p0,xskmap=uds:$socket"
start listener /usr/bin/python3 -c "
import socket
listener = socket.socket(socket.AF_UNIX)
listener.bind('$socket')
listener.listen()
listener.accept()"
wait_for "[[ -S $socket ]]" 5
refused 1 "$socket|EPROTOTYPE|not the socket of a device plugin" "$l2fwd" "p0,xskmap=uds:$socket"
kill_hard listener
refused 1 "$socket|xskmap" "$l2fwd" "p0,xskmap=uds:$socket"

# wrong FAULT WORDS [OPTION]: a server with this fault is refused with these words, and is not waited for.
wrong() {
    rm -f "$socket"
    start server "$support/plugin_server.py" "$socket" --map p0=/sys/fs/bpf/xsks_map --fault "$1"
    wait_for "grep -q ready $work/server.out" 5
    refused 1 "$socket|$2" "$l2fwd" "p0,xskmap=uds:$socket,pod=pod-1${3:-}"
    end_of server
}
wrong host_nak 'pod "pod-1"|/host_nak|XDPK_POD_NAME'
wrong error '/error|log'
wrong fd_nak 'XSKMAP of p0|/fd_nak|AFXDP_DEVICES'
wrong no_fd 'XSKMAP of p0|sent no descriptor'
wrong two_fds "does not speak the device plugin's protocol"
wrong garbage 'answers "???|right one'
wrong hangs_up 'hung up|once'
refused 1 "$socket|ENOENT" "$l2fwd" "p0,xskmap=uds:$socket"
rm -f "$socket"
start server "$support/plugin_server.py" "$socket" --map p0=/sys/fs/bpf/xsks_map --fault no_map
wait_for "grep -q ready $work/server.out" 5
refused 1 'p0|EINVAL|no BPF map' "$l2fwd" "p0,xskmap=uds:$socket"
end_of server
