// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_RSS_H
#define XDPK_ETH_RSS_H

#include "rte_config.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of packets, as numbers. */
#define RTE_ETH_FLOW_UNKNOWN 0
#define RTE_ETH_FLOW_RAW 1
#define RTE_ETH_FLOW_IPV4 2
#define RTE_ETH_FLOW_FRAG_IPV4 3
#define RTE_ETH_FLOW_NONFRAG_IPV4_TCP 4
#define RTE_ETH_FLOW_NONFRAG_IPV4_UDP 5
#define RTE_ETH_FLOW_NONFRAG_IPV4_SCTP 6
#define RTE_ETH_FLOW_NONFRAG_IPV4_OTHER 7
#define RTE_ETH_FLOW_IPV6 8
#define RTE_ETH_FLOW_FRAG_IPV6 9
#define RTE_ETH_FLOW_NONFRAG_IPV6_TCP 10
#define RTE_ETH_FLOW_NONFRAG_IPV6_UDP 11
#define RTE_ETH_FLOW_NONFRAG_IPV6_SCTP 12
#define RTE_ETH_FLOW_NONFRAG_IPV6_OTHER 13
#define RTE_ETH_FLOW_L2_PAYLOAD 14
#define RTE_ETH_FLOW_IPV6_EX 15
#define RTE_ETH_FLOW_IPV6_TCP_EX 16
#define RTE_ETH_FLOW_IPV6_UDP_EX 17
#define RTE_ETH_FLOW_PORT 18
#define RTE_ETH_FLOW_VXLAN 19
#define RTE_ETH_FLOW_GENEVE 20
#define RTE_ETH_FLOW_NVGRE 21
#define RTE_ETH_FLOW_VXLAN_GPE 22
#define RTE_ETH_FLOW_GTPU 23
#define RTE_ETH_FLOW_MAX 24

/* What a receive-side hash covers, as bits of rte_eth_rss_conf.rss_hf. */
#define RTE_ETH_RSS_IPV4 (1ULL << 2)
#define RTE_ETH_RSS_FRAG_IPV4 (1ULL << 3)
#define RTE_ETH_RSS_NONFRAG_IPV4_TCP (1ULL << 4)
#define RTE_ETH_RSS_NONFRAG_IPV4_UDP (1ULL << 5)
#define RTE_ETH_RSS_NONFRAG_IPV4_SCTP (1ULL << 6)
#define RTE_ETH_RSS_NONFRAG_IPV4_OTHER (1ULL << 7)
#define RTE_ETH_RSS_IPV6 (1ULL << 8)
#define RTE_ETH_RSS_FRAG_IPV6 (1ULL << 9)
#define RTE_ETH_RSS_NONFRAG_IPV6_TCP (1ULL << 10)
#define RTE_ETH_RSS_NONFRAG_IPV6_UDP (1ULL << 11)
#define RTE_ETH_RSS_NONFRAG_IPV6_SCTP (1ULL << 12)
#define RTE_ETH_RSS_NONFRAG_IPV6_OTHER (1ULL << 13)
#define RTE_ETH_RSS_L2_PAYLOAD (1ULL << 14)
#define RTE_ETH_RSS_IPV6_EX (1ULL << 15)
#define RTE_ETH_RSS_IPV6_TCP_EX (1ULL << 16)
#define RTE_ETH_RSS_IPV6_UDP_EX (1ULL << 17)
#define RTE_ETH_RSS_PORT (1ULL << 18)
#define RTE_ETH_RSS_VXLAN (1ULL << 19)
#define RTE_ETH_RSS_GENEVE (1ULL << 20)
#define RTE_ETH_RSS_NVGRE (1ULL << 21)
#define RTE_ETH_RSS_GTPU (1ULL << 23)
#define RTE_ETH_RSS_ETH (1ULL << 24)
#define RTE_ETH_RSS_S_VLAN (1ULL << 25)
#define RTE_ETH_RSS_C_VLAN (1ULL << 26)
#define RTE_ETH_RSS_ESP (1ULL << 27)
#define RTE_ETH_RSS_AH (1ULL << 28)
#define RTE_ETH_RSS_L2TPV3 (1ULL << 29)
#define RTE_ETH_RSS_PFCP (1ULL << 30)
#define RTE_ETH_RSS_PPPOE (1ULL << 31)
#define RTE_ETH_RSS_ECPRI (1ULL << 32)
#define RTE_ETH_RSS_MPLS (1ULL << 33)
#define RTE_ETH_RSS_IPV4_CHKSUM (1ULL << 34)
#define RTE_ETH_RSS_L4_CHKSUM (1ULL << 35)
#define RTE_ETH_RSS_L2TPV2 (1ULL << 36)
#define RTE_ETH_RSS_IPV6_FLOW_LABEL (1ULL << 37)
#define RTE_ETH_RSS_IB_BTH (1ULL << 38)
#define RTE_ETH_RSS_L3_SRC_ONLY (1ULL << 63)
#define RTE_ETH_RSS_L3_DST_ONLY (1ULL << 62)
#define RTE_ETH_RSS_L4_SRC_ONLY (1ULL << 61)
#define RTE_ETH_RSS_L4_DST_ONLY (1ULL << 60)
#define RTE_ETH_RSS_L2_SRC_ONLY (1ULL << 59)
#define RTE_ETH_RSS_L2_DST_ONLY (1ULL << 58)
#define RTE_ETH_RSS_LEVEL_PMD_DEFAULT (0ULL << 50)
#define RTE_ETH_RSS_LEVEL_OUTERMOST (1ULL << 50)
#define RTE_ETH_RSS_LEVEL_INNERMOST (2ULL << 50)
#define RTE_ETH_RSS_LEVEL_MASK (3ULL << 50)
#define RTE_ETH_RSS_LEVEL(rss_hf) (((rss_hf)&RTE_ETH_RSS_LEVEL_MASK) >> 50)

#define RTE_ETH_RSS_IP                                                                                                 \
    (RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_FRAG_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_OTHER | RTE_ETH_RSS_IPV6 |                    \
     RTE_ETH_RSS_FRAG_IPV6 | RTE_ETH_RSS_NONFRAG_IPV6_OTHER | RTE_ETH_RSS_IPV6_EX)
#define RTE_ETH_RSS_UDP (RTE_ETH_RSS_NONFRAG_IPV4_UDP | RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_IPV6_UDP_EX)
#define RTE_ETH_RSS_TCP (RTE_ETH_RSS_NONFRAG_IPV4_TCP | RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_IPV6_TCP_EX)
#define RTE_ETH_RSS_SCTP (RTE_ETH_RSS_NONFRAG_IPV4_SCTP | RTE_ETH_RSS_NONFRAG_IPV6_SCTP)
#define RTE_ETH_RSS_TUNNEL (RTE_ETH_RSS_VXLAN | RTE_ETH_RSS_GENEVE | RTE_ETH_RSS_NVGRE)
#define RTE_ETH_RSS_VLAN (RTE_ETH_RSS_S_VLAN | RTE_ETH_RSS_C_VLAN)
#define RTE_ETH_RSS_PROTO_MASK                                                                                         \
    (RTE_ETH_RSS_IP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_SCTP | RTE_ETH_RSS_L2_PAYLOAD |                  \
     RTE_ETH_RSS_PORT | RTE_ETH_RSS_TUNNEL | RTE_ETH_RSS_MPLS)

#define RTE_ETH_RSS_RETA_SIZE_64 64
#define RTE_ETH_RSS_RETA_SIZE_128 128
#define RTE_ETH_RSS_RETA_SIZE_256 256
#define RTE_ETH_RSS_RETA_SIZE_512 512
#define RTE_ETH_RETA_GROUP_SIZE 64

/** The function that the hash is made by. */
enum rte_eth_hash_function {
    RTE_ETH_HASH_FUNCTION_DEFAULT = 0,
    RTE_ETH_HASH_FUNCTION_TOEPLITZ,
    RTE_ETH_HASH_FUNCTION_SIMPLE_XOR,
    RTE_ETH_HASH_FUNCTION_SYMMETRIC_TOEPLITZ,
    RTE_ETH_HASH_FUNCTION_SYMMETRIC_TOEPLITZ_SORT,
    RTE_ETH_HASH_FUNCTION_MAX,
};

/** Receive-side hashing: a key, or NULL for the default one, and what is covered. */
struct rte_eth_rss_conf {
    uint8_t* rss_key;
    uint8_t rss_key_len;
    uint64_t rss_hf;
    enum rte_eth_hash_function algorithm;
};

/** Part of the table that leads hashes to queues. */
struct rte_eth_rss_reta_entry64 {
    uint64_t mask;
    uint16_t reta[RTE_ETH_RETA_GROUP_SIZE];
};

/** With SRC_ONLY and DST_ONLY both given, both count. */
static inline uint64_t rte_eth_rss_hf_refine(uint64_t rss_hf) {
    const uint64_t l3 = RTE_ETH_RSS_L3_SRC_ONLY | RTE_ETH_RSS_L3_DST_ONLY;
    const uint64_t l4 = RTE_ETH_RSS_L4_SRC_ONLY | RTE_ETH_RSS_L4_DST_ONLY;
    if ((rss_hf & l3) == l3)
        rss_hf &= ~l3;
    if ((rss_hf & l4) == l4)
        rss_hf &= ~l4;
    return rss_hf;
}

#ifdef __cplusplus
}
#endif

#endif
