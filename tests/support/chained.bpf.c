// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs for tests of chains: both count what they see and pass it on; the second is one the verifier refuses.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>
#include <xdp/xdp_helpers.h>

enum kind { KIND_NONE, KIND_SOME, KIND_ALL };

struct limits {
    __u32 rate;
    __u16 ports[3];
    __s8 level;
};

volatile const __u32 limit = 7;
volatile const __s64 offset = -1;
volatile const bool enabled = false;
volatile const enum kind what = KIND_SOME;
volatile const char site[16] = "nowhere";
struct limits bounds = {.rate = 10, .ports = {1, 2, 3}, .level = -5};
__u64 seen;

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

struct {
    __uint(priority, 30);
    __uint(XDP_PASS, 1);
    __uint(XDP_TX, 1);
} XDP_RUN_CONFIG(counting);

SEC("xdp.frags")
int counting(struct xdp_md* ctx) {
    __u32 key = 0;
    __u64* count = bpf_map_lookup_elem(&counts, &key);
    if (count)
        __sync_fetch_and_add(count, limit + (enabled ? 1 : 0) + what + (__u64)offset);
    if (ctx->data < ctx->data_end && bounds.rate && site[0])
        __sync_fetch_and_add(&seen, 1);
    return XDP_PASS;
}

SEC("xdp")
int reads_past_the_end(struct xdp_md* ctx) { return *(__u8*)(long)ctx->data; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
