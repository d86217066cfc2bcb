// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads the headers of packets that the fast path may take: as xdpk::parse(), but whatever is not plain or not right is
 * left to it. */
#pragma once

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>

#include "fastpath_maps.bpf.h"

#define VLAN_BYTES 4
#define MOST_TAGS 2
#define IPV4_PLAIN 0x45
#define IPV4_FRAGMENT 0x3fff /* more fragments, offset */

/* A bound that the verifier sees and the compiler does not. */
#define BOUND(value, mask) asm volatile("%0 &= " #mask : "+r"(value))

/* Keeps the compiler from making of comparisons with this value others that the verifier cannot follow. */
#define SEEN(value) asm volatile("" : "+r"(value))

struct fast_packet {
    struct xdpk_pushed_key key;
    __u64 l3;        /* offset of the IP header: 14, 18 or 22 */
    __u32 length;    /* of the frame */
    __u32 ip_length; /* of the IP packet */
    __u32 l4_length; /* of these, behind the IP header */
    __u16 type;      /* what Ethernet header and tags announce, as on the wire */
    __u8 hop_limit;
    __u8 traffic_class;
    bool plain; /* no options or extension headers, no fragment */
};

static __always_inline bool is_tag(__u16 type) {
    return type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD);
}

/* Ours, and not for a group. */
static __always_inline bool is_for_us(const struct ethhdr* ethernet) {
    if (ethernet->h_dest[0] & 1)
        return false;
    if (!use.own_mac_only)
        return true;
    for (int i = 0; i < ETH_ALEN; ++i)
        if (ethernet->h_dest[i] != use.mac[i])
            return false;
    return true;
}

static __always_inline bool read_ethernet(const void* data, const void* end, struct fast_packet* p) {
    const struct ethhdr* ethernet = data;

    if (data + sizeof(*ethernet) > end || !is_for_us(ethernet))
        return false;
    p->type = ethernet->h_proto;
    p->l3 = sizeof(*ethernet);
    if (!use.vlans)
        return true;
    for (int i = 0; i < MOST_TAGS && is_tag(p->type); ++i) {
        const __u16* tag = data + p->l3;
        if ((const void*)tag + VLAN_BYTES > end)
            return false;
        p->type = tag[1];
        p->l3 += VLAN_BYTES;
    }
    return true;
}

static __always_inline __u16 folded(__u32 sum) {
    sum = (sum & 0xffff) + (sum >> 16);
    return (__u16)((sum & 0xffff) + (sum >> 16));
}

static __always_inline __u32 ipv4_sum(const struct iphdr* ip) {
    const __u16* words = (const void*)ip;
    __u32 sum = 0;

    for (unsigned i = 0; i < sizeof(*ip) / 2; ++i)
        sum += words[i];
    return sum;
}

static __always_inline bool read_ipv4(const void* data, const void* end, struct fast_packet* p) {
    const struct iphdr* ip = data + p->l3;

    if ((const void*)(ip + 1) > end || ip->version != 4)
        return false;
    __builtin_memcpy(p->key.source, &ip->saddr, sizeof(ip->saddr));
    __builtin_memcpy(p->key.destination, &ip->daddr, sizeof(ip->daddr));
    p->key.protocol = ip->protocol;
    p->key.ip_version = 4;
    p->hop_limit = ip->ttl;
    p->traffic_class = ip->tos;
    p->ip_length = bpf_ntohs(ip->tot_len);
    p->l4_length = p->ip_length - sizeof(*ip);
    p->plain = *(const __u8*)ip == IPV4_PLAIN && !(ip->frag_off & bpf_htons(IPV4_FRAGMENT));
    if (p->ip_length < sizeof(*ip) || p->l3 + p->ip_length > p->length)
        return false;
    return !use.verify_ipv4 || !p->plain || folded(ipv4_sum(ip)) == 0xffff;
}

static __always_inline bool has_extension(__u8 protocol) {
    return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING || protocol == IPPROTO_FRAGMENT ||
           protocol == IPPROTO_AH || protocol == IPPROTO_DSTOPTS;
}

static __always_inline bool read_ipv6(const void* data, const void* end, struct fast_packet* p) {
    const struct ipv6hdr* ip = data + p->l3;

    if ((const void*)(ip + 1) > end || ip->version != 6)
        return false;
    __builtin_memcpy(p->key.source, &ip->saddr, sizeof(ip->saddr));
    __builtin_memcpy(p->key.destination, &ip->daddr, sizeof(ip->daddr));
    p->key.protocol = ip->nexthdr;
    p->key.ip_version = 6;
    p->hop_limit = ip->hop_limit;
    p->traffic_class = (__u8)(ip->priority << 4 | ip->flow_lbl[0] >> 4);
    p->l4_length = bpf_ntohs(ip->payload_len);
    p->ip_length = sizeof(*ip) + p->l4_length;
    p->plain = !has_extension(ip->nexthdr);
    return p->l3 + p->ip_length <= p->length;
}
