// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An administrator's own program for the agent: what comes to a queue without a socket is dropped.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
    __uint(pinning, LIBBPF_PIN_BY_NAME);
} xsks_map SEC(".maps");

SEC("xdp.frags")
int own_redirect(struct xdp_md* ctx) { return bpf_redirect_map(&xsks_map, ctx->rx_queue_index, XDP_DROP); }

SEC("xdp.frags")
int drop_all(struct xdp_md* ctx) { return ctx->rx_queue_index > 1000 ? XDP_PASS : XDP_DROP; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
