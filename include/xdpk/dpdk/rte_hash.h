// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_HASH_H
#define XDPK_RTE_HASH_H

/* A table of keys of one length. Each key gets a position, a number below the table's size that stays the key's as long
 * as it is there, so that the program can keep what belongs to it in an array; or a pointer is kept with it.
 *
 * A table is for one thread, unless extra flags say that there are several. It never has room for fewer keys than it
 * was made for. */

#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_HASH_ENTRIES_MAX (1 << 30)
#define RTE_HASH_NAMESIZE 32
#define RTE_HASH_LOOKUP_BULK_MAX 64
#define RTE_HASH_LOOKUP_MULTI_MAX RTE_HASH_LOOKUP_BULK_MAX

/** Accepted, and without effect. */
#define RTE_HASH_EXTRA_FLAGS_TRANS_MEM_SUPPORT 0x01
/** Several threads add and delete. */
#define RTE_HASH_EXTRA_FLAGS_MULTI_WRITER_ADD 0x02
/** Some look keys up while others add and delete: under a lock. */
#define RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY 0x04
/** Accepted, and without effect: keys never lack a bucket. */
#define RTE_HASH_EXTRA_FLAGS_EXT_TABLE 0x08
/** A deleted key's position is not used again until rte_hash_free_key_with_position(). */
#define RTE_HASH_EXTRA_FLAGS_NO_FREE_ON_DEL 0x10
/** Some look keys up while another adds and deletes: without locks. Means NO_FREE_ON_DEL too. */
#define RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF 0x20

typedef uint32_t hash_sig_t;
typedef uint32_t (*rte_hash_function)(const void* key, uint32_t key_len, uint32_t init_val);
/** 0: the keys are equal. */
typedef int (*rte_hash_cmp_eq_t)(const void* key1, const void* key2, size_t key_len);

struct rte_hash_parameters {
    const char* name;
    uint32_t entries; /**< room for so many keys, 8 to RTE_HASH_ENTRIES_MAX */
    uint32_t reserved;
    uint32_t key_len;            /**< bytes */
    rte_hash_function hash_func; /**< NULL: CRC32c */
    uint32_t hash_func_init_val;
    int socket_id;
    uint8_t extra_flag; /**< RTE_HASH_EXTRA_FLAGS_* */
};

struct rte_hash;

/** NULL, and rte_errno, if it cannot be: EINVAL; EEXIST, there is one of that name; ENOMEM. */
struct rte_hash* rte_hash_create(const struct rte_hash_parameters* params);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_hash* rte_hash_find_existing(const char* name);
void rte_hash_free(struct rte_hash* h);
/** Deletes all keys. Nobody may be using the table. */
void rte_hash_reset(struct rte_hash* h);
/** How keys are compared from now on. */
void rte_hash_set_cmp_func(struct rte_hash* h, rte_hash_cmp_eq_t func);

/** Positions in use, or -EINVAL. */
int32_t rte_hash_count(const struct rte_hash* h);
/** No position is above it. */
int32_t rte_hash_max_key_id(const struct rte_hash* h);
/** What the `sig` of the functions below is. */
hash_sig_t rte_hash_hash(const struct rte_hash* h, const void* key);

/** The key's position, new or not; -ENOSPC if the table is full, -EINVAL. Without data, the key's pointer is NULL. */
int32_t rte_hash_add_key(const struct rte_hash* h, const void* key);
int32_t rte_hash_add_key_with_hash(const struct rte_hash* h, const void* key, hash_sig_t sig);
/** 0 instead of the position. Of a key that is there, the pointer is replaced. */
int rte_hash_add_key_data(const struct rte_hash* h, const void* key, void* data);
int32_t rte_hash_add_key_with_hash_data(const struct rte_hash* h, const void* key, hash_sig_t sig, void* data);

/** The position that the key had, or -ENOENT. */
int32_t rte_hash_del_key(const struct rte_hash* h, const void* key);
int32_t rte_hash_del_key_with_hash(const struct rte_hash* h, const void* key, hash_sig_t sig);

/** The key at a position, in the table's memory: 0, or -ENOENT. */
int rte_hash_get_key_with_position(const struct rte_hash* h, const int32_t position, void** key);
/** The position may be used again. 0, or -EINVAL if there is no such position. */
int rte_hash_free_key_with_position(const struct rte_hash* h, const int32_t position);

/** The key's position, or -ENOENT. */
int32_t rte_hash_lookup(const struct rte_hash* h, const void* key);
int32_t rte_hash_lookup_with_hash(const struct rte_hash* h, const void* key, hash_sig_t sig);
/** The same, and its pointer. */
int rte_hash_lookup_data(const struct rte_hash* h, const void* key, void** data);
int rte_hash_lookup_with_hash_data(const struct rte_hash* h, const void* key, hash_sig_t sig, void** data);

/** Positions of 1 to RTE_HASH_LOOKUP_BULK_MAX keys, -ENOENT for those that are not there: cache misses overlap. 0, or
 *  -EINVAL. */
int rte_hash_lookup_bulk(const struct rte_hash* h, const void** keys, uint32_t num_keys, int32_t* positions);
int rte_hash_lookup_with_hash_bulk(const struct rte_hash* h, const void** keys, hash_sig_t* sig, uint32_t num_keys,
                                   int32_t* positions);
/** Returns how many are there: bits of *hit_mask say which, and data[i] is the pointer of those. */
int rte_hash_lookup_bulk_data(const struct rte_hash* h, const void** keys, uint32_t num_keys, uint64_t* hit_mask,
                              void* data[]);
int rte_hash_lookup_with_hash_bulk_data(const struct rte_hash* h, const void** keys, hash_sig_t* sig, uint32_t num_keys,
                                        uint64_t* hit_mask, void* data[]);

/** Goes through all keys, in no order: *next is 0 at first. The next one's position, or -ENOENT: that was all. */
int32_t rte_hash_iterate(const struct rte_hash* h, const void** key, void** data, uint32_t* next);

#ifdef __cplusplus
}
#endif

#include "xdpk_hash_rcu.h"

#endif
