// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_LPM6_H
#define XDPK_RTE_LPM6_H

/* Longest-prefix match of IPv6 addresses. One thread adds and deletes while any number of others look up. A table tells
 * up to 32,767 different next hops apart. */

#include <stdint.h>

#include <rte_common.h>
#include <rte_ip6.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_LPM6_MAX_DEPTH 128
#define RTE_LPM6_IPV6_ADDR_SIZE 16
#define RTE_LPM6_NAMESIZE 32

struct rte_lpm6_config {
    uint32_t max_rules;    /**< routes */
    uint32_t number_tbl8s; /**< not needed: memory goes by the routes */
    int flags;
};

struct rte_lpm6;

#if XDPK_DPDK_RELEASE < 2411
/** An address, and an array of them. */
#define XDPK_LPM6_ADDR uint8_t
#define XDPK_LPM6_ADDRS(name) uint8_t name[][RTE_LPM6_IPV6_ADDR_SIZE]
#else
#define XDPK_LPM6_ADDR struct rte_ipv6_addr
#define XDPK_LPM6_ADDRS(name) struct rte_ipv6_addr* name
#endif

/** NULL, and rte_errno, if it cannot be: EINVAL; EEXIST, there is one of that name; ENOMEM. */
struct rte_lpm6* rte_lpm6_create(const char* name, int socket_id, const struct rte_lpm6_config* config);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_lpm6* rte_lpm6_find_existing(const char* name);
void rte_lpm6_free(struct rte_lpm6* lpm);

/** A route of 1 to 128 bits, new or with another next hop than before, of 21 bits. 0, -EINVAL, or -ENOSPC if there are
 *  too many routes or next hops, or too little memory. */
int rte_lpm6_add(struct rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, uint8_t depth, uint32_t next_hop);
/** 1 and its next hop, 0, or -EINVAL. */
int rte_lpm6_is_rule_present(struct rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, uint8_t depth, uint32_t* next_hop);
/** 0, or -ENOENT if there is no such route. */
int rte_lpm6_delete(struct rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, uint8_t depth);
/** The same of several; those that are not there do not matter. */
int rte_lpm6_delete_bulk_func(struct rte_lpm6* lpm, XDPK_LPM6_ADDRS(ips), uint8_t* depths, unsigned int n);
void rte_lpm6_delete_all(struct rte_lpm6* lpm);

/** 0 and the next hop, or -ENOENT if no route matches. */
int rte_lpm6_lookup(const struct rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, uint32_t* next_hop);
/** For each address the next hop, or -1; cache misses overlap. 0, or -EINVAL. */
int rte_lpm6_lookup_bulk_func(const struct rte_lpm6* lpm, XDPK_LPM6_ADDRS(ips), int32_t* next_hops, unsigned int n);

#ifdef __cplusplus
}
#endif

#endif
