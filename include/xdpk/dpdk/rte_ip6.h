// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_IP6_H
#define XDPK_RTE_IP6_H

#include <errno.h>
#include <netinet/ip6.h>

#include <rte_cksum.h>
#include <xdpk_ipv6_kinds.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An IPv6 header (RFC 8200), as it stands in a packet. */
struct rte_ipv6_hdr {
    __extension__ union {
        rte_be32_t vtc_flow; /**< version, traffic class, flow label */
        struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
            uint32_t flow_label : 20;
            uint32_t ecn : 2;
            uint32_t ds : 6;
            uint32_t version : 4;
#else
            uint32_t version : 4;
            uint32_t ds : 6;
            uint32_t ecn : 2;
            uint32_t flow_label : 20;
#endif
        };
    };
    rte_be16_t payload_len; /**< bytes behind this header */
    uint8_t proto;          /**< the next header */
    uint8_t hop_limits;
#if XDPK_DPDK_RELEASE < 2411
    uint8_t src_addr[16];
    uint8_t dst_addr[16];
#else
    struct rte_ipv6_addr src_addr;
    struct rte_ipv6_addr dst_addr;
#endif
} __rte_packed __rte_aligned(2);

/** Of vtc_flow in host order. */
#define RTE_IPV6_HDR_FL_SHIFT 0
#define RTE_IPV6_HDR_TC_SHIFT 20
#define RTE_IPV6_HDR_FL_MASK ((1u << RTE_IPV6_HDR_TC_SHIFT) - 1)
#define RTE_IPV6_HDR_TC_MASK (0xff << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_DSCP_MASK (0xfc << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_ECN_MASK (0x03 << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_ECN_CE RTE_IPV6_HDR_ECN_MASK

#define RTE_IPV6_MIN_MTU 1280

/** 0, or -EINVAL if the header's version is not 6. */
static inline int rte_ipv6_check_version(const struct rte_ipv6_hdr* ip) {
    return (*(const uint8_t*)ip >> 4) == 6 ? 0 : -EINVAL;
}

/** A routing header (RFC 8200, 4.4; RFC 8754 for type 4). */
#define RTE_IPV6_SRCRT_TYPE_4 4
struct rte_ipv6_routing_ext {
    uint8_t next_hdr;
    uint8_t hdr_len; /**< in units of eight bytes, without the first */
    uint8_t type;
    uint8_t segments_left;
    __extension__ union {
        rte_be32_t flags;
        struct {
            uint8_t last_entry;
            uint8_t flag;
            rte_be16_t tag;
        };
    };
} __rte_packed __rte_aligned(2);

/** As rte_ipv4_phdr_cksum() and what follows it. There must be no extension headers. */
uint16_t rte_ipv6_phdr_cksum(const struct rte_ipv6_hdr* ipv6_hdr, uint64_t ol_flags);
uint16_t rte_ipv6_udptcp_cksum(const struct rte_ipv6_hdr* ipv6_hdr, const void* l4_hdr);
uint16_t rte_ipv6_udptcp_cksum_mbuf(const struct rte_mbuf* m, const struct rte_ipv6_hdr* ipv6_hdr, uint16_t l4_off);
int rte_ipv6_udptcp_cksum_verify(const struct rte_ipv6_hdr* ipv6_hdr, const void* l4_hdr);
int rte_ipv6_udptcp_cksum_mbuf_verify(const struct rte_mbuf* m, const struct rte_ipv6_hdr* ipv6_hdr, uint16_t l4_off);

/** Of rte_ipv6_fragment_ext::frag_data in host order. */
#define RTE_IPV6_EHDR_MF_SHIFT 0
#define RTE_IPV6_EHDR_MF_MASK 1
#define RTE_IPV6_EHDR_FO_SHIFT 3
#define RTE_IPV6_EHDR_FO_MASK (~((1 << RTE_IPV6_EHDR_FO_SHIFT) - 1))
#define RTE_IPV6_EHDR_FO_ALIGN (1 << RTE_IPV6_EHDR_FO_SHIFT)
#define RTE_IPV6_FRAG_USED_MASK (RTE_IPV6_EHDR_MF_MASK | RTE_IPV6_EHDR_FO_MASK)
#define RTE_IPV6_GET_MF(x) ((x)&RTE_IPV6_EHDR_MF_MASK)
#define RTE_IPV6_GET_FO(x) ((x) >> RTE_IPV6_EHDR_FO_SHIFT)
#define RTE_IPV6_SET_FRAG_DATA(fo, mf) (((fo)&RTE_IPV6_EHDR_FO_MASK) | ((mf)&RTE_IPV6_EHDR_MF_MASK))

/** A fragment header (RFC 8200, 4.5). */
struct rte_ipv6_fragment_ext {
    uint8_t next_header;
    uint8_t reserved;
    rte_be16_t frag_data; /**< the offset in bytes, a multiple of eight, and whether more follow */
    rte_be32_t id;
} __rte_packed __rte_aligned(2);

#define RTE_IPV6_FRAG_HDR_SIZE sizeof(struct rte_ipv6_fragment_ext)

/** Of the extension header of kind `proto` at `p`: the header after it, and its own length in bytes. -EINVAL if `proto`
 *  is not an extension header that can be passed over. */
static inline int rte_ipv6_get_next_ext(const uint8_t* p, int proto, size_t* ext_len) {
    switch (proto) {
    case IPPROTO_HOPOPTS:
    case IPPROTO_ROUTING:
    case IPPROTO_DSTOPTS:
        *ext_len = (p[1] + (size_t)1) * 8;
        break;
    case IPPROTO_FRAGMENT:
        *ext_len = RTE_IPV6_FRAG_HDR_SIZE;
        break;
    case IPPROTO_AH:
        *ext_len = (p[1] + (size_t)2) * 4;
        break;
    default:
        return -EINVAL;
    }
    return p[0];
}

#ifdef __cplusplus
}
#endif

#endif
