// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_EFD_H
#define XDPK_RTE_EFD_H

/* Keys with small values, for spreading flows over nodes. DPDK's tables do not hold the keys, so that those never
 * inserted get any value; here they do, and such keys get 0. One thread changes a table while any others look up. */

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef RTE_EFD_VALUE_NUM_BITS
#define RTE_EFD_VALUE_NUM_BITS (8)
#endif
#ifndef RTE_EFD_BURST_MAX
#define RTE_EFD_BURST_MAX (32)
#endif
#define RTE_EFD_NAMESIZE 32
#define EFD_TARGET_GROUP_NUM_RULES (22)
#define EFD_MAX_GROUP_NUM_RULES (28LU)
#define EFD_MIN_BALANCED_NUM_RULES 5

typedef uint8_t efd_value_t;

struct rte_efd_table;

/** Room for at least `max_num_rules` keys of `key_len` bytes. There is one table for all sockets; at least one must be
 *  in the bit mask. NULL, and rte_errno, if it cannot be: EINVAL, EEXIST, ENOMEM. */
struct rte_efd_table* rte_efd_create(const char* name, uint32_t max_num_rules, uint32_t key_len,
                                     uint64_t online_cpu_socket_bitmask, uint8_t offline_cpu_socket);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_efd_table* rte_efd_find_existing(const char* name);
void rte_efd_free(struct rte_efd_table* table);

/** Never returned here: keys do not share groups. */
#define RTE_EFD_UPDATE_WARN_GROUP_FULL (1)
#define RTE_EFD_UPDATE_NO_CHANGE (2)
#define RTE_EFD_UPDATE_FAILED (3)

/** Gives a key a value: 0; RTE_EFD_UPDATE_NO_CHANGE, it has it already; RTE_EFD_UPDATE_FAILED, there is no room. */
int rte_efd_update(struct rte_efd_table* table, unsigned int socket_id, const void* key, efd_value_t value);
/** 0 and, if wanted, the value that the key had; else it was not there. */
int rte_efd_delete(struct rte_efd_table* table, unsigned int socket_id, const void* key, efd_value_t* prev_value);

/** Values of keys; cache misses overlap. */
efd_value_t rte_efd_lookup(const struct rte_efd_table* table, unsigned int socket_id, const void* key);
void rte_efd_lookup_bulk(const struct rte_efd_table* table, unsigned int socket_id, int num_keys, const void** key_list,
                         efd_value_t* value_list);

#ifdef __cplusplus
}
#endif

#endif
