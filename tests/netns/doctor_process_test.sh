#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What xdpk doctor says of the host and of its process, where it looks, and that it disturbs nobody.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/doctor.sh
. "$support/doctor.sh"

host left p0
ip tuntap add t0 mode tap multi_queue
ip link add m0 link p0 type macvlan
ip link add b0 type bridge
interfaces=()

# without CAPABILITY…: examines as a process that does not have them.
without() {
    local list
    list=$(printf ',-%s' "$@")
    as=("${wrapped[@]}" setpriv --bounding-set "${list#,}" --inh-caps "${list#,}")
    examine
    as=()
}
wrapped=()

# through COMMAND…: examines as what COMMAND makes of the process.
through() {
    as=("$@")
    examine
    as=()
}

examine
for check in CAP_NET_RAW CAP_NET_ADMIN CAP_BPF AF_XDP bpffs; do
    says "$check" ok
done
holds "$work/doctor.json" '{f["check"] for f in d["findings"] if f["section"] == "interfaces"} == {"lo", "p0", "t0", "m0", "b0"}'
before=$status

without net_raw
says CAP_NET_RAW missing
says AF_XDP degraded 'not known'
without net_admin
says CAP_NET_ADMIN missing
without bpf sys_admin
says CAP_BPF missing
says dispatcher degraded 'not known'
without perfmon
says CAP_PERFMON ok # CAP_SYS_ADMIN stands in for it
without perfmon sys_admin
says CAP_PERFMON degraded
wrapped=(prlimit --memlock=65536)
without ipc_lock
says 'locked memory' missing 64
wrapped=()
through unshare --user --map-root-user
says 'user namespace' missing
through "$support/without_af_xdp.py"
says AF_XDP missing

umount /sys/fs/bpf
examine
says bpffs degraded
mends bpffs
[[ $status == "$before" ]] || fail "status $status, not $before as in the beginning"

# The veth's peer is in a namespace without a name, seen from the other end.
interfaces=(nic)
on left ethtool -K nic txvlan off >/dev/null
ethtool -K p0 tx on >/dev/null
through nsenter --net=/run/netns/left
says checksums degraded partial
[[ $remedy == 'nsenter --net=/proc/'*'/ns/net ethtool -K p0 tx off' ]] || fail "$remedy"
bash -c "$remedy" >/dev/null
through nsenter --net=/run/netns/left
says checksums ok
wrapped=(nsenter --net=/run/netns/left)
without sys_admin
says checksums degraded 'not known'

# /sys shows our namespace, not that of `left`: an interface with the other's name and index must not pass for it.
interfaces=(twin)
ip link add p9 type veth peer name twin index 50 netns left
ip link add twin index 50 type veth peer name p8
echo 7 >/sys/class/net/twin/napi_defer_hard_irqs
echo 7000000 >/sys/class/net/twin/gro_flush_timeout
examine
says 'busy polling' ok '7000'
through nsenter --net=/run/netns/left
says 'busy polling' degraded 'not known'

# Beside a running program: named, and not disturbed.
interfaces=(p0)
start l2fwd "$bin/l2fwd/l2fwd" p0 --json
wait_for "ip link show p0 | finds prog/xdp" 10
wait_for "(frames --from left --to left --count 1 --timeout 0.2)" 10
attached=$(ip -d link show p0)
examine
says 'XDP program' degraded 'xdpk_redirect'
says 'queues held' missing "queue 0 by l2fwd (pid ${pids[l2fwd]})"
[[ $(ip -d link show p0) == "$attached" ]] || fail "p0 was $attached, is $(ip -d link show p0)"
frames --from left --to left --count 1000
stop l2fwd
law "$work/l2fwd.out"
ok "frames go on"

# Colours only on a terminal, and not where the user does not want them.
escape=$'\033['
coloured() {
    script -qec "$*" /dev/null </dev/null >"$work/script.out" || true
    grep -qF "$escape" "$work/script.out"
}
coloured "$doctor doctor p0" || fail "no colours on a terminal"
! coloured "NO_COLOR=1 $doctor doctor p0" || fail "colours in spite of NO_COLOR"
"$doctor" doctor p0 >"$work/text.out" || true
! grep -qF "$escape" "$work/text.out" || fail "colours in a file"
grep -q '^interface p0$' "$work/text.out" || fail "$(cat "$work/text.out")"
ok "colours"

for words in 'Exit status' degraded --json IFNAME; do
    "$doctor" doctor --help | finds -e "$words" || fail "--help does not tell of $words"
done
[[ $("$doctor" --version) =~ [0-9]+\.[0-9]+\.[0-9]+ ]] || fail "--version: $("$doctor" --version)"
ok "--help and --version"
