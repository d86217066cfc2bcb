#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: doctor on a virtio-net device with zero-copy, and on a veth with programs behind a dispatcher.
# shellcheck source=hosts.sh
. /lib/hosts.sh
exec 3<&0 # a background job's own input would be /dev/null

# says IFNAME VERDICT CHECK WORDS
says() {
    xdpk doctor "$1" >"$work/report" || true
    grep -qE "^  $2 +$3 .*$4" "$work/report" || fail "no '$2 $3 $4' in: $(cat "$work/report")"
    ok "$(grep -E "^  $2 +$3 .*$4" "$work/report")"
}

# held IFNAME WORDS: with that, doctor finds something missing, and its status is not 0.
held() {
    ! xdpk doctor "$1" >"$work/report" && grep -q "missing .*queues held .*$2" "$work/report"
}

ip link set eth0 up
says eth0 ok dispatcher shares
says eth0 ok zero-copy ''
says eth0 ok 'native XDP' ''
says eth0 degraded multi-buffer 'copy mode only'
says eth0 ok channels '2 rx and 2 tx'
says eth0 degraded RSS 'not known'
says eth0 ok 'queues held' none

host a p0
xdp-loader load -m native p0 /lib/pass.bpf.o
says p0 ok 'XDP program' 'xdp_dispatcher .*joins'
says p0 degraded zero-copy copied

# Of two processes with sockets, the one that the kernel ties to the queue is named.
start l2fwd l2fwd xsk:eth0,zero_copy=require --json
start other l2fwd xsk:p0 --json
wait_for "held eth0 'queue 1 by'" 60
wait_for "held p0 'queue 0 by'" 60
echo "l2fwd is up"
read -r _ <&3
says eth0 missing 'queues held' "queue 0 by l2fwd \(pid ${pids[l2fwd]}\)"
stop other
stop l2fwd
says eth0 ok 'queues held' none
