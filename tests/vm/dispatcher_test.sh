#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# l2fwd beside another XDP program on one device. This machine's kernel may refuse what libxdp's dispatcher is built on
# (BPF_PROG_TYPE_EXT); the guest's does not.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$vm/guest/pass.bpf.c" -o "$work/pass.bpf.o"
guest_start "$vm/guest/dispatcher.sh" veth "$bin/l2fwd/l2fwd" bpftool xdp-loader "$work/pass.bpf.o=/lib/pass.bpf.o"
guest_end
cat "$work/guest.output"
