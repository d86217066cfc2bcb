#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: Debian's xdp-filter, a counting program loaded by `xdpk prog` and l2fwd share a device, each put
# there and taken off by its own process, in the orders of /lib/orders. Nobody disturbs anybody, and `xdpk prog` and
# xdp-loader see the same.
# shellcheck source=hosts.sh
. /lib/hosts.sh

# The three by a letter each, in the order in which they run: their priorities are 10, 30 and 50.
declare -A name_of=([f]=xdpfilt_alw_eth [c]=counting [r]=xdpk_redirect)

put_f() { xdp-filter load --mode native --features ethernet p0; }
off_f() { xdp-filter unload p0; }
put_c() { xdpk prog load p0 /lib/chained.o --function counting >"$work/prog.out"; }
off_c() { xdpk prog unload p0 counting >"$work/prog.out"; }
put_r() {
    start l2fwd l2fwd xsk:p0 xsk:p1
    wait_for "! running l2fwd || by_loader | finds redirect" 60
    running l2fwd || fail "l2fwd ended: $(<"$work/l2fwd.log")"
}
off_r() { stop l2fwd; }

# Priority, name and id of p0's programs, as each of the two tools says.
by_xdpk() { xdpk prog list p0 | awk '$1 == "p0" && $6 == "dispatcher" { print $2, $4, $3 }'; }
by_loader() { xdp-loader status p0 | awk '$1 == "=>" { print $2, $3, $4 }'; }

# are PROGRAMS WHEN: p0 has these, in their order, and no others. `xdpk prog` is asked while somebody else's is there.
are() {
    local loader each names=()
    loader=$(by_loader)
    for each in f c r; do
        [[ $1 != *$each* ]] || names+=("${name_of[$each]}")
    done
    [[ $(awk '{ print $2 }' <<<"$loader" | xargs) == "${names[*]}" ]] || fail "$2 there is '$loader', not '${names[*]}'"
    [[ $1 != *f?* && $1 != *?f* || $(by_xdpk) == "$loader" ]] || fail "$2 xdp-loader says '$loader', xdpk prog '$(by_xdpk)'"
}

# What the two that count have seen; both let packets on.
seen_f() { bpftool map dump name xdp_stats_map | awk '/"packets"/ { sum += $2 } END { print sum + 0 }'; }
seen_c() { bpftool map dump name chained.bss | awk '/"seen"/ { sum += $2 } END { print sum + 0 }'; }

see_frames() { # PROGRAMS WHEN
    local f=0 c=0
    [[ $1 != *f* ]] || f=$(seen_f)
    [[ $1 != *c* ]] || c=$(seen_c)
    ip netns exec a ping -q -c 1 -W 0.1 10.0.0.2 >"$work/ping.out" || true
    [[ $1 != *f* ]] || (($(seen_f) > f)) || fail "$2 xdp-filter does not see the frames"
    [[ $1 != *c* ]] || (($(seen_c) > c)) || fail "$2 the counting program does not see the frames"
}

walk() { # PUTS OFFS, as letters
    local there='' each i
    for ((i = 0; i < ${#1}; i++)); do
        each=${1:i:1}
        "put_$each"
        there+=$each
        are "$there" "after putting $each in $1"
    done
    see_frames "$there" "after putting $1"
    for ((i = 0; i < ${#2}; i++)); do
        each=${2:i:1}
        "off_$each"
        there=${there/$each/}
        are "$there" "after taking $each off in $2, put as $1,"
        [[ -z $there ]] || see_frames "$there" "after taking $each off in $2, put as $1,"
    done
}

host a p0 10.0.0.1/24
host b p1 10.0.0.2/24
# A frame for each ping, whether anybody answers or not.
ip -n a neighbour replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev nic nud permanent
while read -r puts offs; do
    walk "$puts" "$offs"
    ok "put as $puts, taken off as $offs"
done </lib/orders

# All of ours go, and a successor comes, while somebody else's program runs.
put_f
put_c
xdpk prog replace p0 counting /lib/chained.o --function counting --priority 5 --label first >"$work/prog.out"
[[ $(by_xdpk | awk '{ print $1, $2 }' | xargs) == "5 counting 10 xdpfilt_alw_eth" ]] || fail "there is $(by_xdpk)"
see_frames fc "after replacing ours"
xdpk prog unload p0 --all >"$work/prog.out"
are f "after taking off all of ours"
see_frames f "after taking off all of ours"
! xdpk prog unload p0 xdpfilt_alw_eth 2>"$work/refusal" || fail "took off somebody else's program"
grep -q 'loaded by somebody else' "$work/refusal" || fail "$(<"$work/refusal")"
off_f
[[ -z $(ls /sys/fs/bpf/xdp) && $(ls /run/xdpk/prog) == lock ]] || fail "left: $(ls /sys/fs/bpf/xdp /run/xdpk/prog)"
ok "replaced and all unloaded beside xdp-filter; nothing is left"
