// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads the transport headers that the fast path knows. */
#pragma once

#include <linux/tcp.h>
#include <linux/udp.h>

#include "fastpath_packet.bpf.h"

#define TCP_TURNING 0x07 /* FIN, SYN, RST */
#define ICMP_ECHO_ANSWER 0
#define ICMP_ECHO 8
#define ICMP6_ECHO 128
#define ICMP6_ECHO_ANSWER 129

/* <linux/icmp.h> takes the C library along. */
struct echo_header {
    __u8 type;
    __u8 code;
    __u16 checksum;
    __u16 identifier;
    __u16 sequence;
};

static __always_inline __u64 l4_of(const struct fast_packet* p) {
    return p->l3 + (p->key.ip_version == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr));
}

static __always_inline bool read_tcp(const struct tcphdr* tcp, struct fast_packet* p, __u8* flags) {
    const __u32 header = tcp->doff * 4U;

    p->key.source_port = tcp->source;
    p->key.destination_port = tcp->dest;
    *flags = ((const __u8*)tcp)[13];
    return header >= sizeof(*tcp) && header <= p->l4_length;
}

static __always_inline bool read_udp(const struct udphdr* udp, struct fast_packet* p) {
    const __u32 length = bpf_ntohs(udp->len);

    p->key.source_port = udp->source;
    p->key.destination_port = udp->dest;
    return length >= sizeof(*udp) && length <= p->l4_length;
}

static __always_inline bool read_echo(const struct echo_header* echo, struct fast_packet* p) {
    p->key.source_port = p->key.destination_port = echo->identifier;
    if (p->key.protocol == IPPROTO_ICMP)
        return p->key.ip_version == 4 && (echo->type == ICMP_ECHO || echo->type == ICMP_ECHO_ANSWER);
    return p->key.ip_version == 6 && (echo->type == ICMP6_ECHO || echo->type == ICMP6_ECHO_ANSWER);
}

/* False for what the fast path does not know. */
static __always_inline bool read_transport(const void* data, const void* end, struct fast_packet* p, __u8* flags) {
    const void* at = data + l4_of(p);

    if (p->key.protocol == IPPROTO_TCP)
        return at + sizeof(struct tcphdr) <= end && p->l4_length >= sizeof(struct tcphdr) && read_tcp(at, p, flags);
    if (at + sizeof(struct udphdr) > end || p->l4_length < sizeof(struct udphdr))
        return false;
    if (p->key.protocol == IPPROTO_UDP)
        return read_udp(at, p);
    return (p->key.protocol == IPPROTO_ICMP || p->key.protocol == IPPROTO_ICMPV6) && read_echo(at, p);
}
