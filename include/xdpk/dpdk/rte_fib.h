// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_FIB_H
#define XDPK_RTE_FIB_H

/* A forwarding table of IPv4 with wide next hops and one for addresses without a route. Addresses are numbers in host
 * order. One thread adds and deletes while any number of others look up. A table tells up to 32,767 different next hops
 * apart. */

#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_fib;
struct rte_rib;

#define RTE_FIB_NAMESIZE 64
#define RTE_FIB_MAXDEPTH 32

/** DPDK's data structures: here all are the same. */
enum rte_fib_type { RTE_FIB_DUMMY, RTE_FIB_DIR24_8 };

/** Bytes of next hops. One bit of them is DPDK's: next hops of one byte go up to 127. */
enum rte_fib_dir24_8_nh_sz { RTE_FIB_DIR24_8_1B, RTE_FIB_DIR24_8_2B, RTE_FIB_DIR24_8_4B, RTE_FIB_DIR24_8_8B };

/** DPDK's ways to look up: here all are the same. */
enum rte_fib_lookup_type {
    RTE_FIB_LOOKUP_DEFAULT,
    RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO,
    RTE_FIB_LOOKUP_DIR24_8_SCALAR_INLINE,
    RTE_FIB_LOOKUP_DIR24_8_SCALAR_UNI,
    RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512
};

enum rte_fib_op { RTE_FIB_ADD, RTE_FIB_DEL };

/** rte_fib_lookup_bulk() takes addresses in network order. */
#define RTE_FIB_F_LOOKUP_NETWORK_ORDER 1
#define RTE_FIB_ALLOWED_FLAGS (RTE_FIB_F_LOOKUP_NETWORK_ORDER)

struct rte_fib_conf {
    enum rte_fib_type type;
    uint64_t default_nh;     /**< of addresses that no route matches */
    int max_routes;          /**< more than 0 */
    unsigned int rib_ext_sz; /**< not used */
    __extension__ union {
        struct {
            enum rte_fib_dir24_8_nh_sz nh_sz;
            uint32_t num_tbl8; /**< not needed, but more than 0: memory goes by the routes */
        } dir24_8;
    };
    unsigned int flags; /**< RTE_FIB_F_* */
};

/** NULL, and rte_errno, if it cannot be: EINVAL; EEXIST, there is one of that name; ENOMEM. */
struct rte_fib* rte_fib_create(const char* name, int socket_id, struct rte_fib_conf* conf);
#if XDPK_DPDK_RELEASE < 2411
/* Programs made for these releases know no flags and leave there what they find. */
static inline struct rte_fib* xdpk_fib_create_without_flags(const char* name, int socket_id,
                                                            const struct rte_fib_conf* conf) {
    struct rte_fib_conf flagless;
    if (conf == NULL)
        return rte_fib_create(name, socket_id, NULL);
    flagless = *conf;
    flagless.flags = 0;
    return rte_fib_create(name, socket_id, &flagless);
}
#define rte_fib_create xdpk_fib_create_without_flags
#endif
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_fib* rte_fib_find_existing(const char* name);
void rte_fib_free(struct rte_fib* fib);

/** A route of 0 to 32 bits, new or with another next hop than before. 0; -EINVAL, also if the next hop is too wide;
 *  -ENOSPC if there are too many routes or next hops, or too little memory. */
int rte_fib_add(struct rte_fib* fib, uint32_t ip, uint8_t depth, uint64_t next_hop);
/** 0, -EINVAL, or -ENOENT if there is no such route. */
int rte_fib_delete(struct rte_fib* fib, uint32_t ip, uint8_t depth);
/** The next hop of each address; cache misses overlap. 0, or -EINVAL. */
int rte_fib_lookup_bulk(struct rte_fib* fib, uint32_t* ips, uint64_t* next_hops, int n);

/** NULL: what is inside is not DPDK's. */
void* rte_fib_get_dp(struct rte_fib* fib);
struct rte_rib* rte_fib_get_rib(struct rte_fib* fib);
/** 0, or -EINVAL if there is no such way to look up. */
int rte_fib_select_lookup(struct rte_fib* fib, enum rte_fib_lookup_type type);

#ifdef __cplusplus
}
#endif

#endif
