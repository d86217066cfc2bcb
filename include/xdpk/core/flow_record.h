// SPDX-License-Identifier: BSD-3-Clause
/* What is done with every packet of one direction of a flow. Plain data, for XDP programs too. Fields "as on the wire"
 * are bytes as they stand in a packet; the deltas are folded ones' complement sums of such bytes (RFC 1624). */
#pragma once

#include <linux/types.h>

enum xdpk_verdict {
    XDPK_FORWARD,
    XDPK_DROP,
    XDPK_REJECT, /* dropped, and the sender is told */
    XDPK_KERNEL, /* handed over to the kernel's stack */
};

/* Bits of `rewrite`. */
enum {
    XDPK_REWRITE_ADDRESSES = 1 << 0, /* addresses, ports and checksums become those of the record */
    XDPK_DECREMENT_TTL = 1 << 1,     /* TTL or hop limit; a packet whose last one it is does not go on */
    XDPK_TRANSLATE_IP = 1 << 2,      /* with the addresses: the IP header becomes one of the other version (RFC 7915) */
    /* The uppermost three: how many bits of an IPv6 address stand before an IPv4 one in it (RFC 6052), in both
     * directions: 24 + 8 n, but of 6: 96. 0: none has one. */
    XDPK_EMBEDDING_SHIFT = 5,
};

/* Bits of `state`: of the flow, equal in both directions' records, but for the last. */
enum {
    XDPK_SEEN_FORWARD = 1 << 0, /* a packet of the first direction */
    XDPK_SEEN_REPLY = 1 << 1,
    XDPK_FIN_FORWARD = 1 << 2,
    XDPK_FIN_REPLY = 1 << 3,
    XDPK_RST = 1 << 4,     /* and nothing since */
    XDPK_ONE_WAY = 1 << 5, /* replies go another way */
    XDPK_IS_REPLY = 1 << 7,
};

struct xdpk_flow_record {
    __u8 verdict;
    __u8 rewrite;
    __u8 state;
    __u8 timeout;   /* index into the cache's timeouts: how long the flow lives after a packet */
    __u16 l3_delta; /* of the IPv4 header's checksum */
    __u16 l4_delta; /* of the transport checksum */
    __u16 hop;      /* where to: index into the hops; 0: the packet's Ethernet addresses and way out are kept. If it is
                       rejected: why */
    __u16 tunnel;   /* index into the tunnels; 0: none */
    __u32 epoch;    /* of the configuration that the decision was made with */

    __u64 packets;
    __u64 bytes;
    __u8 source[16]; /* as on the wire; an IPv4 address with zeros behind */
    __u8 destination[16];
    __u16 source_port; /* as on the wire; of ICMP echo the identifier, in both */
    __u16 destination_port;
    __u32 mark;
    __u32 account[2]; /* indices into the cache's two lists of sums: the filter's rules, the backends; 0: none */
};

#ifdef __cplusplus
static_assert(sizeof(xdpk_flow_record) == 80, "16 bytes beside a flow's key, and a cache line");
#endif
