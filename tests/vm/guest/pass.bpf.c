// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Somebody else's program: counts what it sees and lets it on, to what is chained after it.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <xdp/xdp_helpers.h>

__u64 somebody_saw;

struct {
    __uint(priority, 10);
    __uint(XDP_PASS, 1);
} XDP_RUN_CONFIG(somebody_else);

SEC("xdp")
int somebody_else(struct xdp_md* ctx) {
    if (ctx->data < ctx->data_end)
        __sync_fetch_and_add(&somebody_saw, 1);
    return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
