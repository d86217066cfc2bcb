// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_FBK_HASH_H
#define XDPK_RTE_FBK_HASH_H

/* A table of four-byte keys with two-byte values, in buckets of a number of entries: a key whose bucket is full cannot
 * be added. A bucket's entries stand without gaps at its beginning. For one thread. */

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <rte_hash_crc.h>
#include <rte_jhash.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef RTE_FBK_HASH_INIT_VAL_DEFAULT
#define RTE_FBK_HASH_INIT_VAL_DEFAULT 0xFFFFFFFF
#endif
#define RTE_FBK_HASH_ENTRIES_MAX (1 << 20)
#define RTE_FBK_HASH_ENTRIES_PER_BUCKET_MAX 256
#define RTE_FBK_HASH_NAMESIZE 32

typedef uint32_t (*rte_fbk_hash_fn)(uint32_t key, uint32_t init_val);

struct rte_fbk_hash_params {
    const char* name;
    uint32_t entries;            /**< a power of two, up to RTE_FBK_HASH_ENTRIES_MAX */
    uint32_t entries_per_bucket; /**< a power of two, up to RTE_FBK_HASH_ENTRIES_PER_BUCKET_MAX */
    int socket_id;
    rte_fbk_hash_fn hash_func; /**< NULL: rte_hash_crc_4byte() with RTE_FBK_HASH_INIT_VAL_DEFAULT */
    uint32_t init_val;
};

union rte_fbk_hash_entry {
    uint64_t whole_entry;
    struct {
        uint16_t is_entry;
        uint16_t value;
        uint32_t key;
    } entry;
};

struct rte_fbk_hash_table {
    char name[RTE_FBK_HASH_NAMESIZE];
    uint32_t entries;
    uint32_t entries_per_bucket;
    uint32_t used_entries;
    uint32_t bucket_mask;
    uint32_t bucket_shift;
    rte_fbk_hash_fn hash_func;
    uint32_t init_val;
    __extension__ union rte_fbk_hash_entry t[0];
};

/** NULL, and rte_errno, if it cannot be: EINVAL, EEXIST, ENOMEM. */
struct rte_fbk_hash_table* rte_fbk_hash_create(const struct rte_fbk_hash_params* params);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_fbk_hash_table* rte_fbk_hash_find_existing(const char* name);
void rte_fbk_hash_free(struct rte_fbk_hash_table* ht);

/** The first entry of a key's bucket. */
static inline uint32_t rte_fbk_hash_get_bucket(const struct rte_fbk_hash_table* ht, uint32_t key) {
    return (ht->hash_func(key, ht->init_val) & ht->bucket_mask) << ht->bucket_shift;
}

/** How many of the bucket's entries come before the key's, or before the first free one. */
static inline uint32_t xdpk_fbk_hash_seek(const struct rte_fbk_hash_table* ht, uint32_t key, uint32_t bucket) {
    uint32_t i = 0;
    while (i < ht->entries_per_bucket && ht->t[bucket + i].entry.is_entry != 0 && ht->t[bucket + i].entry.key != key)
        ++i;
    return i;
}

/** 0, or -ENOSPC: the bucket is full. Of a key that is there, the value is replaced. */
static inline int rte_fbk_hash_add_key_with_bucket(struct rte_fbk_hash_table* ht, uint32_t key, uint16_t value,
                                                   uint32_t bucket) {
    const uint32_t i = xdpk_fbk_hash_seek(ht, key, bucket);
    if (i == ht->entries_per_bucket)
        return -ENOSPC;
    union rte_fbk_hash_entry* at = &ht->t[bucket + i];
    ht->used_entries += at->entry.is_entry == 0;
    at->entry.is_entry = 1;
    at->entry.value = value;
    at->entry.key = key;
    return 0;
}

static inline int rte_fbk_hash_add_key(struct rte_fbk_hash_table* ht, uint32_t key, uint16_t value) {
    return rte_fbk_hash_add_key_with_bucket(ht, key, value, rte_fbk_hash_get_bucket(ht, key));
}

/** 0, or -ENOENT. The bucket's last entry takes its place. */
static inline int rte_fbk_hash_delete_key_with_bucket(struct rte_fbk_hash_table* ht, uint32_t key, uint32_t bucket) {
    const uint32_t i = xdpk_fbk_hash_seek(ht, key, bucket);
    if (i == ht->entries_per_bucket || ht->t[bucket + i].entry.is_entry == 0)
        return -ENOENT;
    uint32_t last = i;
    while (last + 1 < ht->entries_per_bucket && ht->t[bucket + last + 1].entry.is_entry != 0)
        ++last;
    ht->t[bucket + i] = ht->t[bucket + last];
    ht->t[bucket + last].whole_entry = 0;
    --ht->used_entries;
    return 0;
}

static inline int rte_fbk_hash_delete_key(struct rte_fbk_hash_table* ht, uint32_t key) {
    return rte_fbk_hash_delete_key_with_bucket(ht, key, rte_fbk_hash_get_bucket(ht, key));
}

/** The key's value, or -ENOENT. */
static inline int rte_fbk_hash_lookup_with_bucket(const struct rte_fbk_hash_table* ht, uint32_t key, uint32_t bucket) {
    const uint32_t i = xdpk_fbk_hash_seek(ht, key, bucket);
    if (i == ht->entries_per_bucket || ht->t[bucket + i].entry.is_entry == 0)
        return -ENOENT;
    return ht->t[bucket + i].entry.value;
}

static inline int rte_fbk_hash_lookup(const struct rte_fbk_hash_table* ht, uint32_t key) {
    return rte_fbk_hash_lookup_with_bucket(ht, key, rte_fbk_hash_get_bucket(ht, key));
}

static inline void rte_fbk_hash_clear_all(struct rte_fbk_hash_table* ht) {
    memset(ht->t, 0, sizeof(ht->t[0]) * ht->entries);
    ht->used_entries = 0;
}

/** The part of the entries that are used, 0 to 1. */
static inline double rte_fbk_hash_get_load_factor(struct rte_fbk_hash_table* ht) {
    return (double)ht->used_entries / (double)ht->entries;
}

#ifdef __cplusplus
}
#endif

#endif
