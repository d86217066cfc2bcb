// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Gives a packet the addresses, ports and checksums of its flow's record (RFC 1624), as the flow cache does. */
#pragma once

#include "fastpath_transport.bpf.h"

static __always_inline __u16 updated(__u16 checksum, __u32 difference) {
    return (__u16)~folded((__u16)~checksum + difference);
}

static __always_inline void rewrite_ipv4(struct iphdr* ip, const struct xdpk_pushed_flow* f) {
    __u32 difference = 0;

    if (f->rewrite & XDPK_DECREMENT_TTL) {
        --ip->ttl;
        difference = (__u16)~bpf_htons(0x100);
    }
    if (f->rewrite & XDPK_REWRITE_ADDRESSES) {
        __builtin_memcpy(&ip->saddr, f->source, sizeof(ip->saddr));
        __builtin_memcpy(&ip->daddr, f->destination, sizeof(ip->daddr));
        difference += f->l3_delta;
    }
    if (f->rewrite & (XDPK_DECREMENT_TTL | XDPK_REWRITE_ADDRESSES))
        ip->check = updated(ip->check, difference);
}

static __always_inline void rewrite_ipv6(struct ipv6hdr* ip, const struct xdpk_pushed_flow* f) {
    if (f->rewrite & XDPK_DECREMENT_TTL)
        --ip->hop_limit;
    if (f->rewrite & XDPK_REWRITE_ADDRESSES) {
        __builtin_memcpy(&ip->saddr, f->source, sizeof(ip->saddr));
        __builtin_memcpy(&ip->daddr, f->destination, sizeof(ip->daddr));
    }
}

static __always_inline void rewrite_udp(struct udphdr* udp, const struct xdpk_pushed_flow* f) {
    udp->source = f->source_port;
    udp->dest = f->destination_port;
    if (!udp->check) /* none stays none */
        return;
    udp->check = updated(udp->check, f->l4_delta);
    if (!udp->check)
        udp->check = 0xffff;
}

static __always_inline bool rewrite_ports(void* at, const void* end, __u8 protocol, const struct xdpk_pushed_flow* f) {
    if (protocol == IPPROTO_TCP) {
        struct tcphdr* tcp = at;
        if ((void*)(tcp + 1) > end)
            return false;
        tcp->source = f->source_port;
        tcp->dest = f->destination_port;
        tcp->check = updated(tcp->check, f->l4_delta);
        return true;
    }
    if (at + sizeof(struct udphdr) > end)
        return false;
    if (protocol == IPPROTO_UDP) {
        rewrite_udp(at, f);
    } else {
        struct echo_header* echo = at;
        echo->identifier = f->source_port;
        echo->checksum = updated(echo->checksum, f->l4_delta);
    }
    return true;
}

/* `ip`: where the IP header is now. False: there is no such packet. */
static __always_inline bool rewrite(void* ip, const void* end, const struct fast_packet* p,
                                    const struct xdpk_pushed_flow* f) {
    const bool v4 = p->key.ip_version == 4;
    void* at = ip + (v4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr));

    if (at > end)
        return false;
    if (v4)
        rewrite_ipv4(ip, f);
    else
        rewrite_ipv6(ip, f);
    return !(f->rewrite & XDPK_REWRITE_ADDRESSES) || rewrite_ports(at, end, p->key.protocol, f);
}
