// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Puts a packet into a tunnel, as xdpk::encapsulate() does. */
#pragma once

#include "fastpath_transport.bpf.h"

#define LONGEST_L2 (ETH_HLEN + MOST_TAGS * VLAN_BYTES)
#define EPHEMERAL_PORTS 0xc000
#define FLOW_LABEL 0xfffff

/* Takes off what is behind the IP packet, and moves Ethernet header and tags forward. False: there is no room, and the
 * packet is as it was but for its padding. */
static __always_inline bool make_room(struct xdp_md* ctx, const struct fast_packet* p, __u32 room) {
    const void* data = (const void*)(long)ctx->data;
    __u8 l2[LONGEST_L2];

    if (data + sizeof(l2) > (const void*)(long)ctx->data_end)
        return false;
    __builtin_memcpy(l2, data, sizeof(l2));
    const int behind = (int)(p->length - (__u32)p->l3 - p->ip_length);
    if (behind && bpf_xdp_adjust_tail(ctx, -behind))
        return false;
    if (bpf_xdp_adjust_head(ctx, -(int)room))
        return false;
    void* to = (void*)(long)ctx->data;
    if (to + sizeof(l2) > (const void*)(long)ctx->data_end)
        return false;
    __builtin_memcpy(to, l2, sizeof(l2));
    return true;
}

static __always_inline void finish_udp(struct udphdr* udp, __u32 length, __u32 hash) {
    udp->source = bpf_htons(EPHEMERAL_PORTS | (hash & 0x3fff));
    udp->len = bpf_htons((__u16)length);
}

static __always_inline void finish_ipv4(struct iphdr* ip, const struct fast_packet* p,
                                        const struct xdpk_pushed_tunnel* t, __u32 length) {
    ip->tos = p->traffic_class;
    ip->tot_len = bpf_htons((__u16)length);
    if (t->flags & XDPK_TUNNEL_COPIES_HOP_LIMIT)
        ip->ttl = p->hop_limit;
    ip->check = (__u16)~folded(ipv4_sum(ip));
}

static __always_inline void finish_ipv6(struct ipv6hdr* ip, const struct fast_packet* p,
                                        const struct xdpk_pushed_tunnel* t, __u32 length, __u32 hash) {
    *(__u32*)ip = bpf_htonl(6U << 28 | (__u32)p->traffic_class << 20 | (hash & FLOW_LABEL));
    ip->payload_len = bpf_htons((__u16)(length - sizeof(*ip)));
    if (t->flags & XDPK_TUNNEL_COPIES_HOP_LIMIT)
        ip->hop_limit = p->hop_limit;
}

/* Writes the tunnel's headers before the packet, whose hop limit is already what it goes out with. */
static __always_inline bool write_tunnel(struct xdp_md* ctx, const struct fast_packet* p,
                                         const struct xdpk_pushed_tunnel* t, __u32 hash) {
    __u64 length = t->length;
    const __u32 total = p->ip_length + (__u32)length;
    const bool v6 = t->flags & XDPK_TUNNEL_OUTER_V6;
    __u64 l3 = p->l3;

    BOUND(l3, 31);
    if (length > XDPK_TUNNEL_BYTES)
        return false;
    SEEN(length);
    if (length < sizeof(struct iphdr) || bpf_xdp_store_bytes(ctx, (__u32)l3, (void*)t->bytes, (__u32)length))
        return false;
    void* outer = (void*)(long)ctx->data + l3;
    const void* end = (const void*)(long)ctx->data_end;
    if (outer + sizeof(struct ipv6hdr) + sizeof(struct udphdr) > end)
        return false;
    ((__u16*)outer)[-1] = bpf_htons(v6 ? ETH_P_IPV6 : ETH_P_IP);
    if (v6)
        finish_ipv6(outer, p, t, total, hash);
    else
        finish_ipv4(outer, p, t, total);
    if (!(t->flags & XDPK_TUNNEL_UDP))
        return true;
    if (v6)
        finish_udp(outer + sizeof(struct ipv6hdr), total - sizeof(struct ipv6hdr), hash);
    else
        finish_udp(outer + sizeof(struct iphdr), total - sizeof(struct iphdr), hash);
    return true;
}
