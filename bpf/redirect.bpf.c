// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* One socket per receive queue; sized to the device's queues before loading. */
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} xsks SEC(".maps");

/* Frames of a queue without a socket go on to the kernel's stack. */
SEC("xdp.frags")
int xdpk_redirect(struct xdp_md* ctx) { return bpf_redirect_map(&xsks, ctx->rx_queue_index, XDP_PASS); }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
