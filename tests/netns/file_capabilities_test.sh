#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A program that has its capabilities by its file, as in a container without root: what it needs, and what stands in its
# way.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"
# shellcheck source=../support/privileges.sh
. "$support/privileges.sh"

left_and_right
l2fwd=$work/l2fwd
cp "$bin/l2fwd/l2fwd" "$l2fwd"
setcap cap_net_admin,cap_net_raw,cap_bpf+ep "$l2fwd"
somebody=(setpriv --reuid=4711 --regid=4711 --clear-groups)

refused 1 'p0|register|KiB of memory|ENOBUFS|limit is 64 KiB|CAP_IPC_LOCK|LimitMEMLOCK|--frames' \
    prlimit --memlock=65536 "${somebody[@]}" "$l2fwd" p0 p1
start l2fwd prlimit --memlock=4194304 "${somebody[@]}" "$l2fwd" p0 p1 --json --frames 2048
talks
[[ $(awk '/^(CapEff|NoNewPrivs|Seccomp):/ {print $2}' "/proc/${pids[l2fwd]}/status" | paste -sd " ") == "0000008000003000 1 2" ]] ||
    fail "$(grep -E "Cap|NoNew|Seccomp" "/proc/${pids[l2fwd]}/status")"
ended l2fwd
start l2fwd prlimit --memlock=65536 "${somebody[@]}" "$l2fwd" loop: --json --duration 0.1
end_of l2fwd
[[ $status == 0 ]] || fail "it locked memory without a socket"
ok "with memory enough it runs, and keeps what its file gave"

refused 1 'p0|EPERM|CAP_BPF' "${somebody[@]}" setpriv --no-new-privs "$l2fwd" p0 p1
# The effective capabilities of a file have to be within bounds, or exec fails.
refused 126 'l2fwd|Operation not permitted' setpriv --bounding-set=-bpf "${somebody[@]}" "$l2fwd" p0 p1
