#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What xdpk doctor says of zero-copy, of libxdp's dispatcher and of who holds a queue, where there are all of them.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$vm/guest/pass.bpf.c" -o "$work/pass.bpf.o"
QUEUES=2 guest_host left 10.0.0.1/24
guest_start "$vm/guest/doctor.sh" "virtio_pci virtio_net veth" "$bin/l2fwd/l2fwd" "$bin/xdpk/xdpk" xdp-loader \
    "$work/pass.bpf.o=/lib/pass.bpf.o"
guest_wait_for "grep -q 'l2fwd is up' $work/guest.output" 200
guest_wait_for "(frames --from left --to left --count 20 --timeout 0.5)" 60
guest_tell
guest_end
cat "$work/guest.output"
