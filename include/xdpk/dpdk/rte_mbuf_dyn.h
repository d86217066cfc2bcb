// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MBUF_DYN_H
#define RTE_MBUF_DYN_H

#include "rte_mbuf.h"

#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MBUF_DYN_NAMESIZE 64

/** A field that a library or program adds to every packet. */
struct rte_mbuf_dynfield {
    char name[RTE_MBUF_DYN_NAMESIZE];
    size_t size;        /**< bytes */
    size_t align;       /**< a power of two */
    unsigned int flags; /**< 0 */
};

/** A bit of ol_flags that a library or program adds. */
struct rte_mbuf_dynflag {
    char name[RTE_MBUF_DYN_NAMESIZE];
    unsigned int flags; /**< 0 */
};

/**
 * Gives the field's offset in rte_mbuf; the same one for the same name, size and alignment. -1 with rte_errno: EINVAL,
 * EEXIST (another field of that name), ENOENT (no room left), ENAMETOOLONG.
 */
int rte_mbuf_dynfield_register(const struct rte_mbuf_dynfield* params);
/** The same at a chosen offset, or anywhere if that is SIZE_MAX; EBUSY if it is taken. */
int rte_mbuf_dynfield_register_offset(const struct rte_mbuf_dynfield* params, size_t offset);
/** Offset of a registered field, what it was registered with in `params` if not NULL; -1 with rte_errno ENOENT. */
int rte_mbuf_dynfield_lookup(const char* name, struct rte_mbuf_dynfield* params);

/** The same for flags: a bit's number. */
int rte_mbuf_dynflag_register(const struct rte_mbuf_dynflag* params);
int rte_mbuf_dynflag_register_bitnum(const struct rte_mbuf_dynflag* params, unsigned int bitnum);
int rte_mbuf_dynflag_lookup(const char* name, struct rte_mbuf_dynflag* params);

/** Writes all fields and flags for people. */
void rte_mbuf_dyn_dump(FILE* out);

/** A field as an lvalue of type * `type`. */
#define RTE_MBUF_DYNFIELD(m, offset, type) ((type)(void*)((char*)(uintptr_t)(m) + (offset)))

#define RTE_MBUF_DYNFIELD_METADATA_NAME "rte_flow_dynfield_metadata"
#define RTE_MBUF_DYNFLAG_METADATA_NAME "rte_flow_dynflag_metadata"
#define RTE_MBUF_DYNFIELD_TIMESTAMP_NAME "rte_dynfield_timestamp"
#define RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME "rte_dynflag_rx_timestamp"
#define RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME "rte_dynflag_tx_timestamp"
#define RTE_MBUF_DYNFIELD_IP_REASSEMBLY_NAME "rte_dynfield_ip_reassembly"

/** A time in ticks of rte_eth_read_clock(). */
typedef uint64_t rte_mbuf_timestamp_t;

/** Registers the time of arrival: its offset, and the flag that says it is set. 0, or -1 with rte_errno. */
int rte_mbuf_dyn_rx_timestamp_register(int* field_offset, uint64_t* rx_flag);
/** Registers the time to send at. */
int rte_mbuf_dyn_tx_timestamp_register(int* field_offset, uint64_t* tx_flag);

#ifdef __cplusplus
}
#endif

#endif
