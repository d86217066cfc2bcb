#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What xdpk doctor says of an interface is so, and the commands that it gives do mend it.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/doctor.sh
. "$support/doctor.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

host left p0
QUEUES=2 host right p1
MTU=9000 host jumbo p2
interfaces=(p0)

refused 2 'p00|no interface of that name|did you mean "p0"' "$doctor" doctor p00
refused 2 'nosuch|no interface of that name' "$doctor" doctor p0 nosuch

examine
says zero-copy degraded 'copied'
says 'native XDP' ok
says multi-buffer ok
says MTU ok 1500
says channels ok '1 rx and 1 tx'
says RSS ok 'one queue'
says 'LRO, GRO' ok
says 'XDP program' ok none
says 'queues held' ok none

# Offloads, of the peer in its own namespace.
says checksums ok
on left ethtool -K nic tx on >/dev/null
examine
says checksums degraded partial
mends checksums
on left ethtool -k nic | finds '^tx-checksumming: off' || fail "the peer's checksum offload is still on"
on left ethtool -K nic txvlan off >/dev/null
examine
says 'VLAN tags' ok
on left ethtool -K nic txvlan on >/dev/null
examine
says 'VLAN tags' degraded
mends 'VLAN tags'

says 'busy polling' degraded
mends 'busy polling'
[[ $(cat /sys/class/net/p0/napi_defer_hard_irqs) -gt 0 ]] || fail "interrupts are not deferred"

ip link set p0 down
examine
says link missing down
mends link
on left ip link set nic down
examine
says link degraded carrier
mends link

# Two queues; XDP in the driver needs as many rx queues here as the peer has tx queues.
interfaces=(p1)
examine
says channels ok '2 rx and 2 tx'
says RSS degraded
ethtool -L p1 rx 1
examine
says channels degraded '1 rx and 2 tx'
says 'native XDP' degraded 'fewer rx queues'
mends 'native XDP'
examine
says channels ok '2 rx'

interfaces=(p2)
examine
says MTU ok '9000: packets span several chunks'

# A program of somebody else's is named, in each way of attaching, and stays.
interfaces=(p0)
clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/foreign.bpf.c" -o "$work/foreign.o"
bpftool prog load "$work/foreign.o" /sys/fs/bpf/foreign type xdp
id=$(bpftool -j prog show pinned /sys/fs/bpf/foreign | grep -o '"id":[0-9]*' | head -1)
for mode in xdpdrv xdpgeneric; do
    bpftool net attach "$mode" pinned /sys/fs/bpf/foreign dev p0
    examine
    says 'XDP program' missing "someone_elses (id ${id#*:})"
    mends 'XDP program'
    [[ $(ip link show p0) != *prog/xdp* ]] || fail "the program is still attached"
done

# Held queues, and who holds them.
interfaces=(p1)
start holder "$support/hold_queue.py" p1 1
wait_for "grep -q ready $work/holder.out" 5
examine
says 'queues held' degraded "queue 1 by hold_queue.py (pid ${pids[holder]})"
[[ $remedy == *xsk:p1,queues=0 ]] || fail "remedy: $remedy"
start other "$support/hold_queue.py" p1 0
wait_for "grep -q ready $work/other.out" 5
examine
says 'queues held' missing "queue 0 by perhaps hold_queue.py"
kill_hard other
kill_hard holder
all_free() {
    examine
    of 'queues held'
    [[ $verdict == ok ]]
}
wait_for all_free 5
ok "free again"
