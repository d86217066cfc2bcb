// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_IP4_H
#define XDPK_RTE_IP4_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <rte_byteorder.h>
#include <rte_cksum.h>
#include <rte_common.h>
#include <rte_mbuf.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An IPv4 header without options (RFC 791), as it stands in a packet. */
struct rte_ipv4_hdr {
    __extension__ union {
        uint8_t version_ihl;
        struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
            uint8_t ihl : 4; /**< length of the header in words of four bytes */
            uint8_t version : 4;
#else
            uint8_t version : 4;
            uint8_t ihl : 4;
#endif
        };
    };
    uint8_t type_of_service;
    rte_be16_t total_length;
    rte_be16_t packet_id;
    rte_be16_t fragment_offset; /**< RTE_IPV4_HDR_*_FLAG, and the offset in units of eight bytes */
    uint8_t time_to_live;
    uint8_t next_proto_id;
    rte_be16_t hdr_checksum;
    rte_be32_t src_addr;
    rte_be32_t dst_addr;
} __rte_packed;

/** An address in host order: RTE_IPV4(10, 0, 0, 1). */
#define RTE_IPV4(a, b, c, d) ((uint32_t)(((a)&0xff) << 24) | (((b)&0xff) << 16) | (((c)&0xff) << 8) | ((d)&0xff))

#define RTE_IPV4_MAX_PKT_LEN 65535
#define RTE_IPV4_HDR_IHL_MASK (0x0f)
#define RTE_IPV4_IHL_MULTIPLIER (4)
#define RTE_IPV4_MIN_IHL (0x5)
#define RTE_IPV4_VHL_DEF ((IPVERSION << 4) | RTE_IPV4_MIN_IHL)

#define RTE_IPV4_HDR_DSCP_MASK (0xfc)
#define RTE_IPV4_HDR_ECN_MASK (0x03)
#define RTE_IPV4_HDR_ECN_CE RTE_IPV4_HDR_ECN_MASK

#define RTE_IPV4_HDR_DF_SHIFT 14
#define RTE_IPV4_HDR_MF_SHIFT 13
#define RTE_IPV4_HDR_FO_SHIFT 3
#define RTE_IPV4_HDR_DF_FLAG (1 << RTE_IPV4_HDR_DF_SHIFT)
#define RTE_IPV4_HDR_MF_FLAG (1 << RTE_IPV4_HDR_MF_SHIFT)
#define RTE_IPV4_HDR_OFFSET_MASK ((1 << RTE_IPV4_HDR_MF_SHIFT) - 1)
#define RTE_IPV4_HDR_OFFSET_UNITS 8

#define RTE_IPV4_HDR_OPT_EOL 0
#define RTE_IPV4_HDR_OPT_NOP 1
#define RTE_IPV4_HDR_OPT_COPIED(v) ((v)&0x80)
#define RTE_IPV4_HDR_OPT_MAX_LEN 40

/** Addresses in host order. */
#define RTE_IPV4_ANY ((uint32_t)0x00000000)
#define RTE_IPV4_LOOPBACK ((uint32_t)0x7f000001)
#define RTE_IPV4_BROADCAST ((uint32_t)0xe0000000)
#define RTE_IPV4_ALLHOSTS_GROUP ((uint32_t)0xe0000001)
#define RTE_IPV4_ALLRTRS_GROUP ((uint32_t)0xe0000002)
#define RTE_IPV4_MAX_LOCAL_GROUP ((uint32_t)0xe00000ff)
#define RTE_IPV4_MIN_MCAST RTE_IPV4(224, 0, 0, 0)
#define RTE_IPV4_MAX_MCAST RTE_IPV4(239, 255, 255, 255)
#define RTE_IS_IPV4_MCAST(x) ((x) >= RTE_IPV4_MIN_MCAST && (x) <= RTE_IPV4_MAX_MCAST)

/** Bytes of the header, with its options. */
static inline uint8_t rte_ipv4_hdr_len(const struct rte_ipv4_hdr* ipv4_hdr) {
    return (uint8_t)((ipv4_hdr->version_ihl & RTE_IPV4_HDR_IHL_MASK) * RTE_IPV4_IHL_MULTIPLIER);
}

/** What hdr_checksum should be, if it is 0 now; 0 if it is right. */
static inline uint16_t rte_ipv4_cksum(const struct rte_ipv4_hdr* ipv4_hdr) {
    return (uint16_t)~rte_raw_cksum(ipv4_hdr, rte_ipv4_hdr_len(ipv4_hdr));
}

/** rte_ipv4_cksum() of a header that is known to have no options. */
static inline uint16_t rte_ipv4_cksum_simple(const struct rte_ipv4_hdr* ipv4_hdr) {
    return (uint16_t)~rte_raw_cksum(ipv4_hdr, sizeof(*ipv4_hdr));
}

/** The pseudo-header's sum, not complemented: what the checksum field of TCP or UDP holds when a NIC is to complete it.
 *  With segmentation in `ol_flags` (mbuf's transmit flags) the length is left out. */
uint16_t rte_ipv4_phdr_cksum(const struct rte_ipv4_hdr* ipv4_hdr, uint64_t ol_flags);

/** What the checksum of the TCP or UDP header should be, if it is 0 now. All of the datagram is behind `l4_hdr`. */
uint16_t rte_ipv4_udptcp_cksum(const struct rte_ipv4_hdr* ipv4_hdr, const void* l4_hdr);

/** The same for a packet that may have several segments, whose transport header is at `l4_off`. */
uint16_t rte_ipv4_udptcp_cksum_mbuf(const struct rte_mbuf* m, const struct rte_ipv4_hdr* ipv4_hdr, uint16_t l4_off);

/** Whether the checksum is right: 0, else -1. */
int rte_ipv4_udptcp_cksum_verify(const struct rte_ipv4_hdr* ipv4_hdr, const void* l4_hdr);
int rte_ipv4_udptcp_cksum_mbuf_verify(const struct rte_mbuf* m, const struct rte_ipv4_hdr* ipv4_hdr, uint16_t l4_off);

#ifdef __cplusplus
}
#endif

#endif
