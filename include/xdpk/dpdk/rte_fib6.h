// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_FIB6_H
#define XDPK_RTE_FIB6_H

/* A forwarding table of IPv6: as rte_fib.h. */

#include <stdint.h>

#include <rte_common.h>
#include <rte_ip6.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_fib6;
struct rte_rib6;

#define RTE_FIB6_IPV6_ADDR_SIZE 16
#define RTE_FIB6_MAXDEPTH 128
#define RTE_FIB6_NAMESIZE 64

/** DPDK's data structures: here all are the same. */
enum rte_fib6_type { RTE_FIB6_DUMMY, RTE_FIB6_TRIE };

/** Bytes of next hops. One bit of them is DPDK's: next hops of two bytes go up to 32,767. */
enum rte_fib_trie_nh_sz { RTE_FIB6_TRIE_2B = 1, RTE_FIB6_TRIE_4B, RTE_FIB6_TRIE_8B };

/** DPDK's ways to look up: here all are the same. */
enum rte_fib6_lookup_type { RTE_FIB6_LOOKUP_DEFAULT, RTE_FIB6_LOOKUP_TRIE_SCALAR, RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512 };

enum rte_fib6_op { RTE_FIB6_ADD, RTE_FIB6_DEL };

struct rte_fib6_conf {
    enum rte_fib6_type type;
    uint64_t default_nh;     /**< of addresses that no route matches */
    int max_routes;          /**< more than 0 */
    unsigned int rib_ext_sz; /**< not used */
    __extension__ union {
        struct {
            enum rte_fib_trie_nh_sz nh_sz;
            uint32_t num_tbl8; /**< not needed, but more than 0: memory goes by the routes */
        } trie;
    };
};

#if XDPK_DPDK_RELEASE < 2411
/** An address, and an array of them. */
#define XDPK_FIB6_ADDR(name) const uint8_t name[RTE_FIB6_IPV6_ADDR_SIZE]
#define XDPK_FIB6_ADDRS(name) uint8_t name[][RTE_FIB6_IPV6_ADDR_SIZE]
#else
#define XDPK_FIB6_ADDR(name) const struct rte_ipv6_addr* name
#define XDPK_FIB6_ADDRS(name) const struct rte_ipv6_addr* name
#endif

/** As rte_fib.h's functions. */
struct rte_fib6* rte_fib6_create(const char* name, int socket_id, struct rte_fib6_conf* conf);
struct rte_fib6* rte_fib6_find_existing(const char* name);
void rte_fib6_free(struct rte_fib6* fib);

/** A route of 0 to 128 bits. */
int rte_fib6_add(struct rte_fib6* fib, XDPK_FIB6_ADDR(ip), uint8_t depth, uint64_t next_hop);
int rte_fib6_delete(struct rte_fib6* fib, XDPK_FIB6_ADDR(ip), uint8_t depth);
int rte_fib6_lookup_bulk(struct rte_fib6* fib, XDPK_FIB6_ADDRS(ips), uint64_t* next_hops, int n);

void* rte_fib6_get_dp(struct rte_fib6* fib);
struct rte_rib6* rte_fib6_get_rib(struct rte_fib6* fib);
int rte_fib6_select_lookup(struct rte_fib6* fib, enum rte_fib6_lookup_type type);

#ifdef __cplusplus
}
#endif

#endif
