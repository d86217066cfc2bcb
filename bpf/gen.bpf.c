// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Turns the frame it is run with into the next one of the traffic and sends it. Run by BPF_PROG_TEST_RUN with
 * BPF_F_TEST_XDP_LIVE_FRAMES, see Documentation/bpf/bpf_prog_run.rst of the kernel.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "gen_abi.h"

#define SECOND 1000000000ULL
#define FLOW_PORT_BITS 14
#define STAMP_MAGIC 0x7864706bU

const volatile struct gen_plan plan = {};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct gen_thread);
} threads SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct gen_entry);
} entries SEC(".maps");

static __always_inline void put(struct gen_thread* t, __u32 at, __u16 raw) {
    t->words[at & (GEN_HEADER_WORDS - 1)] = raw;
}

/* The sum of the words written. */
static __always_inline __u32 put32(struct gen_thread* t, __u32 at, __u32 host) {
    const __u16 high = bpf_htons(host >> 16), low = bpf_htons((__u16)host);

    put(t, at, high);
    put(t, at + 1, low);
    return (__u32)high + low;
}

static __always_inline __u16 checksum(__u32 sum) {
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (__u16)~sum;
}

static __always_inline __u32 put_stamp(struct gen_thread* t) {
    const __u32 at = plan.stamp_at;
    const __u64 now = bpf_ktime_get_ns();
    __u32 sum = put32(t, at, STAMP_MAGIC);

    put(t, at + 2, bpf_htons(t->stream));
    sum += bpf_htons(t->stream);
    sum += put32(t, at + 3, t->sequence);
    sum += put32(t, at + 5, now >> 32);
    return sum + put32(t, at + 7, (__u32)now);
}

static __always_inline void put_header(struct gen_thread* t, const struct gen_entry* e) {
    const __u16 port = bpf_htons(plan.port + (t->flow & ((1 << FLOW_PORT_BITS) - 1)));
    const __u32 address = put32(t, plan.address_at, plan.address + (t->flow >> FLOW_PORT_BITS));
    __u32 sum = (__u32)e->l4_sum + port;

    put(t, plan.port_at, port);
    put(t, plan.ip_length_at, e->ip_length);
    if (plan.ip_checksum_at)
        put(t, plan.ip_checksum_at, checksum(e->ip_sum + address));
    if (plan.l4_length_at)
        put(t, plan.l4_length_at, e->l4_length);
    if (plan.has_pseudo_header)
        sum += address;
    if (plan.stamp_at)
        sum += put_stamp(t);
    const __u16 check = checksum(sum);
    put(t, plan.l4_checksum_at, plan.is_udp && !check ? 0xffff : check);
}

/* Keeps to whole seconds, so that no rounding adds up. */
static __always_inline bool is_due(struct gen_thread* t) {
    if (t->sent < t->due)
        return true;
    const __u64 now = bpf_ktime_get_ns();
    if (now - t->epoch >= SECOND) {
        t->epoch += SECOND;
        t->due_base += plan.rate;
    }
    if (now - t->epoch >= SECOND) {
        /* The CPU was somebody else's for long: what was due in that time is not made up for. */
        t->epoch = now;
        t->due_base = t->sent;
    }
    t->due = t->due_base + (now - t->epoch) * plan.rate / SECOND;
    return t->sent < t->due;
}

static __always_inline void start(struct gen_thread* t) { t->started = t->epoch = bpf_ktime_get_ns(); }

static __always_inline void advance(struct gen_thread* t) {
    t->entry = t->entry + 1 == plan.entries ? 0 : t->entry + 1;
    t->flow = t->flow + 1 == plan.flows ? 0 : t->flow + 1;
    ++t->sequence;
    if (++t->sent == t->limit)
        t->ended = bpf_ktime_get_ns();
}

SEC("xdp")
int xdpk_gen(struct xdp_md* ctx) {
    const __u32 cpu = bpf_get_smp_processor_id();
    struct gen_thread* t = bpf_map_lookup_elem(&threads, &cpu);

    if (!t || t->sent >= *(volatile __u64*)&t->limit)
        return XDP_DROP;
    if (!t->started)
        start(t);
    if (plan.rate && !is_due(t))
        return XDP_DROP;
    const __u32 entry = t->entry;
    const struct gen_entry* e = bpf_map_lookup_elem(&entries, &entry);
    if (!e)
        return XDP_ABORTED;
    put_header(t, e);
    if (bpf_xdp_store_bytes(ctx, 0, t->words, plan.header_bytes))
        return XDP_ABORTED;
    const __u32 longest = plan.longest;
    if (e->length != longest && bpf_xdp_adjust_tail(ctx, (int)e->length - (int)longest))
        return XDP_ABORTED;
    advance(t);
    return bpf_redirect(plan.ifindex, 0);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
