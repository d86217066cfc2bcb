// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What claims look at in a frame.
 *
 * Up to two VLAN tags are read. The VLAN of a frame is that of its outer tag, or 0; its type stands behind the tags.
 * Behind an IPv6 header, hop-by-hop, routing and destination options are skipped, up to eight of them. All fragments
 * of a datagram count as without ports, the first one too, so that they go one way; in IPv6 their protocol is what the
 * fragment header says. What is too short or malformed is read as far as it can be.
 */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "claims_abi.h"

#define CLAIMS_EXTENSIONS 8
#define CLAIMS_UDP_LITE 136

struct claims_frame {
    __u32 type;
    __u32 vlan;
    __u32 protocol;       /* or CLAIMS_NO_PROTOCOL */
    __u32 port;           /* or CLAIMS_NO_PORT */
    __u32 destination[4]; /* address of an IP packet, as it stands there: one word of it or four, by the type */
    bool has_destination;
};

static __always_inline __u16 claims_word(const void* at) { return bpf_ntohs(*(const __u16*)at); }

static __always_inline bool claims_have_ports(__u32 protocol) {
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP || protocol == IPPROTO_DCCP ||
           protocol == CLAIMS_UDP_LITE;
}

static __always_inline void claims_read_port(struct claims_frame* f, const void* at, const void* end) {
    if (claims_have_ports(f->protocol) && at + 4 <= end)
        f->port = claims_word(at + 2);
}

/* For what has no fixed place: without CAP_PERFMON no variable may be added to a packet pointer. */
static __always_inline void claims_load_port(struct claims_frame* f, struct xdp_md* ctx, __u32 offset) {
    __u16 ports[2];

    if (claims_have_ports(f->protocol) && !bpf_xdp_load_bytes(ctx, offset, ports, sizeof ports))
        f->port = bpf_ntohs(ports[1]);
}

static __always_inline void claims_read_ipv4(struct claims_frame* f, struct xdp_md* ctx, const void* at,
                                             const void* end, __u32 offset) {
    if (at + 20 > end)
        return;
    const __u8 length = *(const __u8*)at;
    if (length < 0x45 || length > 0x4f)
        return;
    f->destination[0] = *(const __u32*)(at + 16);
    f->has_destination = true;
    f->protocol = *(const __u8*)(at + 9);
    if (claims_word(at + 6) & 0x3fff)
        return;
    if (length == 0x45)
        claims_read_port(f, at + 20, end);
    else
        claims_load_port(f, ctx, offset + (length & 15) * 4);
}

static __always_inline bool claims_skip(__u8 next) {
    return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS || next == IPPROTO_FRAGMENT;
}

static __always_inline void claims_skip_extensions(struct claims_frame* f, struct xdp_md* ctx, __u8 next,
                                                   __u32 offset) {
    for (int i = 0; i < CLAIMS_EXTENSIONS && claims_skip(next); ++i) {
        const bool fragment = next == IPPROTO_FRAGMENT;
        __u8 header[8];
        if (bpf_xdp_load_bytes(ctx, offset, header, sizeof header))
            return;
        next = header[0];
        /* One that is the whole datagram (RFC 6946) is none. */
        if (fragment && (header[2] || header[3] & 0xf9)) {
            f->protocol = next;
            return;
        }
        offset += fragment ? 8 : (header[1] + 1) * 8;
    }
    if (claims_skip(next))
        return;
    f->protocol = next;
    claims_load_port(f, ctx, offset);
}

static __always_inline void claims_read_ipv6(struct claims_frame* f, struct xdp_md* ctx, const void* at,
                                             const void* end, __u32 offset) {
    if (at + 40 > end || *(const __u8*)at >> 4 != 6)
        return;
    const __u8 next = *(const __u8*)(at + 6);
    for (int i = 0; i < 4; ++i)
        f->destination[i] = *(const __u32*)(at + 24 + 4 * i);
    f->has_destination = true;
    if (claims_skip(next)) {
        claims_skip_extensions(f, ctx, next, offset + 40);
        return;
    }
    f->protocol = next;
    claims_read_port(f, at + 40, end);
}

/* False if there is not even an Ethernet header. */
static __always_inline bool claims_read(struct claims_frame* f, struct xdp_md* ctx) {
    const void* at = (const void*)(long)ctx->data;
    const void* end = (const void*)(long)ctx->data_end;
    __u32 offset = ETH_HLEN;

    if (at + ETH_HLEN > end)
        return false;
    f->type = claims_word(at + ETH_HLEN - 2);
    at += ETH_HLEN;
    for (int tags = 0; tags < 2 && (f->type == ETH_P_8021Q || f->type == ETH_P_8021AD) && at + 4 <= end; ++tags) {
        if (!tags)
            f->vlan = claims_word(at) & 0xfff;
        f->type = claims_word(at + 2);
        at += 4;
        offset += 4;
    }
    if (f->type == ETH_P_IP)
        claims_read_ipv4(f, ctx, at, end, offset);
    else if (f->type == ETH_P_IPV6)
        claims_read_ipv6(f, ctx, at, end, offset);
    return true;
}
