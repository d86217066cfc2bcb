// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The checksum of a tunnel's UDP, which covers every byte of the packet. */
#pragma once

#include "fastpath_transport.bpf.h"

#define SUM_PIECE 128
#define SUM_PIECES 32
#define LONGEST_SUM (SUM_PIECE * SUM_PIECES)

/* The sum of all from `at` to the end, at most LONGEST_SUM bytes. */
static __always_inline __u32 sum_of(void* at, const void* end, __u32 sum) {
    for (int i = 0; i < SUM_PIECES && at + SUM_PIECE <= end; ++i, at += SUM_PIECE)
        sum = (__u32)bpf_csum_diff(0, 0, at, SUM_PIECE, sum);
    sum = folded(sum);
    for (int i = 0; i < SUM_PIECE / 2 && at + 2 <= end; ++i, at += 2)
        sum += *(const __u16*)at;
    if (at + 1 <= end) /* the last one is the first of two */
        sum += bpf_htons((__u16)(*(const __u8*)at << 8));
    return sum;
}

static __always_inline __u32 sum_of_addresses(const void* addresses, unsigned bytes) {
    const __u16* words = addresses;
    __u32 sum = 0;

    for (unsigned i = 0; i < bytes / 2; ++i)
        sum += words[i];
    return sum;
}

/* When all else of the packet is as it goes out. False: there is no such packet. */
static __always_inline bool write_udp_checksum(struct xdp_md* ctx, const struct fast_packet* p, bool v6) {
    const void* end = (const void*)(long)ctx->data_end;
    __u64 l3 = p->l3;

    BOUND(l3, 31);
    void* outer = (void*)(long)ctx->data + l3;
    struct udphdr* udp = outer + (v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr));
    if ((void*)(udp + 1) > end)
        return false;
    __u32 sum = v6 ? sum_of_addresses(&((const struct ipv6hdr*)outer)->saddr, 2 * sizeof(struct in6_addr))
                   : sum_of_addresses(&((const struct iphdr*)outer)->saddr, 2 * sizeof(__be32));
    sum = sum_of(udp, end, sum + bpf_htons(IPPROTO_UDP) + udp->len);
    udp->check = (__u16)~folded(sum);
    if (!udp->check)
        udp->check = 0xffff;
    return true;
}
