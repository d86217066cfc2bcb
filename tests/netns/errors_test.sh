#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What l2fwd cannot do it says in one line: where, what, why, and what to do. Nothing of it stays on a device.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

l2fwd=$bin/l2fwd/l2fwd
host left p0
QUEUES=2 host right p1
MTU=9000 host jumbo p2

refused 1 'nosuch0|no interface of that name|ENODEV' "$l2fwd" nosuch0
refused 1 'p00|did you mean "p0"' "$l2fwd" p0 p00
refused 1 'p1 queue 5|no such queue|0 to 1|ethtool -L p1' "$l2fwd" p0 xsk:p1,queues=0+5
refused 1 'p2|MTU 9000|2048|multi_buffer|mtu' "$l2fwd" xsk:p2,multi_buffer=off
refused 1 'p0 queue 0|EOPNOTSUPP|zero_copy=auto' "$l2fwd" xsk:p0,zero_copy=require

refused 1 'p0|EPERM|CAP_NET_RAW' setpriv --bounding-set -net_raw --inh-caps -net_raw "$l2fwd" p0
refused 1 'p0|EPERM|CAP_BPF' setpriv --bounding-set -bpf,-sys_admin --inh-caps -bpf,-sys_admin "$l2fwd" p0
refused 1 'p0|EPERM|CAP_NET_ADMIN' setpriv --bounding-set -net_admin,-sys_admin --inh-caps -net_admin,-sys_admin "$l2fwd" p0
refused 1 'p0|locked|CAP_IPC_LOCK|ulimit -l' prlimit --memlock=65536 setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock "$l2fwd" p0
refused 1 'p0|EPERM|root' setpriv --reuid=65534 --regid=65534 --clear-groups "$l2fwd" p0
refused 1 'p0|EAFNOSUPPORT|CONFIG_XDP_SOCKETS' "$support/without_af_xdp.py" "$l2fwd" p0

# programs: name and mode of what is attached, device by device
programs() {
    ip -d link show | awk '/^[0-9]+:/ { device = $2 } /prog\/xdp/ { print device, $0 }'
}
[[ -z $(programs) ]] || fail "a refused program left: $(programs)"
ok "nothing stays on a device"

start l2fwd "$l2fwd" p0 --json
wait_for "programs | finds p0" 5
refused 1 "p0|process ${pids[l2fwd]} (l2fwd)|stop" "$l2fwd" p1 p0
stop l2fwd

start holder "$support/hold_queue.py" p1 1
wait_for "grep -q ready $work/holder.out" 5
refused 1 'p1 queue 1|EBUSY|holds this queue|queues=' "$l2fwd" p1
start l2fwd "$l2fwd" xsk:p1,queues=0 --json
wait_for "programs | finds p1" 5
stop l2fwd
kill_hard holder
ok "the queue beside a held one can be used"

clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/foreign.bpf.c" -o "$work/foreign.o"
bpftool prog load "$work/foreign.o" /sys/fs/bpf/foreign type xdp
for mode in xdpdrv xdpgeneric; do
    bpftool net attach "$mode" pinned /sys/fs/bpf/foreign dev p0
    before=$(programs)
    refused 1 'p0|"someone_elses"|id|ip link set dev p0' "$l2fwd" p1 p0
    [[ $before == *someone_elses* && $(programs) == "$before" ]] || fail "there was $before, now $(programs)"
    ok "someone else's program ($mode) is still there"
    bpftool net detach "$mode" dev p0
done
