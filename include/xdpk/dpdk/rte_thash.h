// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_THASH_H
#define XDPK_RTE_THASH_H

/* Toeplitz, the hash of receive-side scaling, in software. */

#include <stddef.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_ip.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is hashed of an IPv4 packet, numbers in host order. */
struct rte_ipv4_tuple {
    uint32_t src_addr;
    uint32_t dst_addr;
    __extension__ union {
        struct {
            uint16_t dport;
            uint16_t sport;
        };
        uint32_t sctp_tag;
    };
};

/** What is hashed of an IPv6 packet. Each four bytes of the addresses are a number in host order, see
 *  rte_thash_load_v6_addrs(). */
struct rte_ipv6_tuple {
#if XDPK_DPDK_RELEASE < 2411
    uint8_t src_addr[16];
    uint8_t dst_addr[16];
#else
    struct rte_ipv6_addr src_addr;
    struct rte_ipv6_addr dst_addr;
#endif
    __extension__ union {
        struct {
            uint16_t dport;
            uint16_t sport;
        };
        uint32_t sctp_tag;
    };
};

union rte_thash_tuple {
    struct rte_ipv4_tuple v4;
    struct rte_ipv6_tuple v6;
} __rte_aligned(16);

/** Words of a tuple, without ports and with them. */
#define RTE_THASH_V4_L3_LEN ((sizeof(struct rte_ipv4_tuple) - sizeof(((struct rte_ipv4_tuple*)0)->sctp_tag)) / 4)
#define RTE_THASH_V4_L4_LEN ((sizeof(struct rte_ipv4_tuple)) / 4)
#define RTE_THASH_V6_L3_LEN ((sizeof(struct rte_ipv6_tuple) - sizeof(((struct rte_ipv6_tuple*)0)->sctp_tag)) / 4)
#define RTE_THASH_V6_L4_LEN ((sizeof(struct rte_ipv6_tuple)) / 4)

/** A key of `len` bytes for rte_softrss_be(). Both may be the same memory. */
static inline void rte_convert_rss_key(const uint32_t* orig, uint32_t* targ, int len) {
    for (int i = 0; i < len / 4; ++i)
        targ[i] = rte_be_to_cpu_32(orig[i]);
}

/** Fills in the addresses of a tuple. */
static inline void rte_thash_load_v6_addrs(const struct rte_ipv6_hdr* orig, union rte_thash_tuple* targ) {
    uint32_t words[8];
    memcpy(words, &orig->src_addr, sizeof(words));
    rte_convert_rss_key(words, words, sizeof(words));
    memcpy(&targ->v6.src_addr, words, sizeof(words));
}

/** The hash of `input_len` words of a tuple. The key has a word more. */
uint32_t rte_softrss(uint32_t* input_tuple, uint32_t input_len, const uint8_t* rss_key);

/** The same with a key from rte_convert_rss_key(). */
uint32_t rte_softrss_be(uint32_t* input_tuple, uint32_t input_len, const uint8_t* rss_key);

/** Whether rte_thash_gfni() is there: no. */
static inline int rte_thash_gfni_supported(void) { return 0; }

#ifdef __cplusplus
}
#endif

#endif
