// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two programs that show whether this kernel lets one replace a function of the other, which is what libxdp's
// dispatcher is built on. One object holds both; it is opened twice, because the target has to be loaded before its
// replacement.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// The volatile keeps the compiler from folding the call away; a folded function cannot be replaced.
__attribute__((noinline)) int probe_slot(struct xdp_md* context) {
    volatile int verdict = XDP_PASS;

    return context ? verdict : XDP_ABORTED;
}

SEC("xdp")
int probe_target(struct xdp_md* context) { return probe_slot(context); }

SEC("freplace")
int probe_replacement(struct xdp_md* context) { return context ? XDP_DROP : XDP_ABORTED; }

char _license[] SEC("license") = "Dual BSD/GPL";
