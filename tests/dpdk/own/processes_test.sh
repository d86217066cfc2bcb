#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A primary process and a secondary ask each other for things; see processes.c.
# shellcheck source=../../support/netns.sh
. "$(dirname "$0")/../../support/netns.sh"

# shellcheck disable=SC2046
"${CC:-cc}" -O2 -Wall -Wextra -Werror -DALLOW_EXPERIMENTAL_API $(pkg-config --cflags libdpdk) \
    "$(dirname "$0")/processes.c" -o "$work/processes" $(pkg-config --libs libdpdk)

host h0 p0
start primary "$work/processes" --lcores 0@0 --vdev net_af_xdp0,iface=p0
wait_for "cat '$work/primary.out' | finds ready" 10
start secondary "$work/processes" --lcores 1@1 --proc-type=secondary
for name in secondary primary; do
    end_of $name 10
    # shellcheck disable=SC2154 # end_of sets it
    [[ $status == 0 ]] || fail "$name ended with status $status"
    finds '^ok' <"$work/$name.out" || fail "$name did not say that all is well"
done
ok "messages, replies, files, refusals, counters"
# It leaves no socket, no folder and no program behind.
[[ -z $(find /run /var/run/dpdk -path "$work" -prune -o -type s -print 2>/dev/null) ]] || fail "a socket is left"
! finds '@xdpk-dpdk' </proc/net/unix || fail "a name is left"
