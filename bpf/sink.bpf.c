// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts every frame that arrives, looks at its stamp if it is asked to, and drops it. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "sink_abi.h"

#define STAMP_MAGIC 0x7864706BU
#define STAMP_BYTES 18

const volatile __u8 check_stamps = 0;

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct sink_queue);
} queues SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 4096);
    __type(key, __u16);
    __type(value, struct sink_stream);
} streams SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, SINK_LATENCY_BUCKETS);
    __type(key, __u32);
    __type(value, __u64);
} latencies SEC(".maps");

static __always_inline void count(__u32 queue, __u64 bytes) {
    struct sink_queue* q = bpf_map_lookup_elem(&queues, &queue);

    if (!q)
        return;
    ++q->packets;
    q->bytes += bytes;
}

static __always_inline __u16 word(const void* at) { return bpf_ntohs(*(const __u16*)at); }

static __always_inline __u32 word32(const void* at) { return (__u32)word(at) << 16 | word(at + 2); }

/* Headers are of even length, so words are aligned. */
static __always_inline const void* transport(const void* at, const void* end, __u8* proto) {
    __u16 type;

    if (at + ETH_HLEN > end)
        return 0;
    type = word(at + ETH_HLEN - 2);
    at += ETH_HLEN;
    for (int tags = 0; tags < 2 && (type == ETH_P_8021Q || type == ETH_P_8021AD); ++tags) {
        if (at + 4 > end)
            return 0;
        type = word(at + 2);
        at += 4;
    }
    if (type == ETH_P_IP && at + 20 <= end) {
        *proto = *(const __u8*)(at + 9);
        return at + (*(const __u8*)at & 15) * 4;
    }
    if (type == ETH_P_IPV6 && at + 40 <= end) {
        *proto = *(const __u8*)(at + 6);
        return at + 40;
    }
    return 0;
}

static __always_inline const void* payload(const void* at, const void* end) {
    __u8 proto = 0;

    at = transport(at, end, &proto);
    if (!at || at + 20 > end)
        return 0;
    if (proto == IPPROTO_TCP)
        return at + (*(const __u8*)(at + 12) >> 4) * 4;
    if (proto == IPPROTO_UDP || proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6)
        return at + 8;
    return 0;
}

static __always_inline void arrived(struct sink_stream* s, __u32 sequence) {
    const __s32 ahead = (__s32)(sequence - (__u32)s->next);

    if (ahead >= 0) {
        s->seen = ahead < 63 ? s->seen << (ahead + 1) | 1 : 1;
        s->next += (__u64)ahead + 1;
        ++s->received;
        return;
    }
    const __u32 behind = -(__u32)ahead - 1;
    const __u64 bit = behind < 64 ? 1ULL << behind : 0;
    if (s->seen & bit) {
        ++s->duplicates;
        return;
    }
    s->seen |= bit;
    ++s->late;
    ++s->received;
}

static __always_inline __u32 bucket(__u64 ns) {
    __u32 shift = 0;

    if (ns > SINK_LATENCY_MOST)
        ns = SINK_LATENCY_MOST;
    for (__u32 step = 32; step; step /= 2)
        if (ns >> (shift + step + SINK_LATENCY_PART_BITS))
            shift += step;
    if (ns >> (shift + SINK_LATENCY_PART_BITS))
        ++shift;
    /* The leading bit is known where shift is not 0; the bits behind it choose the part. */
    const __u32 lead = shift ? (shift - 1) : 0;
    return shift * SINK_LATENCY_PARTS + ((ns >> lead) & (SINK_LATENCY_PARTS - 1));
}

static __always_inline void check(const void* at, const void* end) {
    const struct sink_stream none = {};
    const __u64 now = bpf_ktime_get_ns();

    at = payload(at, end);
    if (!at || at + STAMP_BYTES > end || word32(at) != STAMP_MAGIC)
        return;
    const __u16 stream = word(at + 4);
    struct sink_stream* s = bpf_map_lookup_elem(&streams, &stream);
    if (!s) {
        bpf_map_update_elem(&streams, &stream, &none, BPF_NOEXIST);
        s = bpf_map_lookup_elem(&streams, &stream);
    }
    if (!s)
        return;
    bpf_spin_lock(&s->lock);
    arrived(s, word32(at + 6));
    bpf_spin_unlock(&s->lock);
    const __u64 sent = (__u64)word32(at + 10) << 32 | word32(at + 14);
    const __u32 latency = bucket(now > sent ? now - sent : 0);
    __u64* n = bpf_map_lookup_elem(&latencies, &latency);
    if (n)
        ++*n;
}

SEC("xdp.frags")
int xdpk_sink(struct xdp_md* ctx) {
    count(ctx->rx_queue_index, bpf_xdp_get_buff_len(ctx));
    if (check_stamps)
        check((const void*)(long)ctx->data, (const void*)(long)ctx->data_end);
    return XDP_DROP;
}

/* A recorded rx queue is told plus one. */
SEC("tc")
int xdpk_sink_tc(struct __sk_buff* skb) {
    count(skb->queue_mapping ? skb->queue_mapping - 1 : 0, skb->len);
    if (check_stamps)
        check((const void*)(long)skb->data, (const void*)(long)skb->data_end);
    return TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
