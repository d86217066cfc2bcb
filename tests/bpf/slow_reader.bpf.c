// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads the fast path's epoch, takes its time, and counts whose it was: a program that a change of epoch surprises. */
#include <linux/bpf.h>
#include <xdpk/core/pushed_flow.h>

#include <bpf/bpf_helpers.h>

#define STEPS (1 << 20)

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __uint(map_flags, BPF_F_MMAPABLE);
    __type(key, __u32);
    __type(value, struct xdpk_fastpath_state);
} state SEC(".maps");

/* Runs that began in the epoch. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} ended SEC(".maps");

static long step(__u32 i, void* context) {
    (void)i;
    (void)context;
    return 0;
}

SEC("xdp")
int slow_reader(struct xdp_md* ctx) {
    const __u32 first = 0;
    const struct xdpk_fastpath_state* now = bpf_map_lookup_elem(&state, &first);

    (void)ctx;
    if (!now)
        return XDP_ABORTED;
    const __u32 epoch = now->epoch;
    bpf_loop(STEPS, step, 0, 0);
    __u64* n = bpf_map_lookup_elem(&ended, &epoch);
    if (n)
        __sync_fetch_and_add(n, 1);
    return XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
