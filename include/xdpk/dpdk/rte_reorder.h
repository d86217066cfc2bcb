// SPDX-License-Identifier: BSD-3-Clause
/// Brings packets back into the order of their sequence numbers, which stand in a dynamic field of the mbuf. A buffer
/// is a window of numbers: the lowest that has not been passed, and as many more as it has room for. It owns the
/// packets in it. For one thread at a time.
#ifndef RTE_REORDER_H_
#define RTE_REORDER_H_

#include <stdint.h>

#include "rte_compat.h"
#include "rte_mbuf.h"
#include "rte_mbuf_dyn.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Of the field, which the first buffer registers.
#define RTE_REORDER_SEQN_DYNFIELD_NAME "rte_reorder_seqn_dynfield"

struct rte_reorder_buffer;

/// They wrap.
typedef uint32_t rte_reorder_seqn_t;
extern int rte_reorder_seqn_dynfield_offset;

/// The packet's number, to read and to write. There must have been a buffer.
__rte_experimental static inline rte_reorder_seqn_t* rte_reorder_seqn(struct rte_mbuf* mbuf) {
    return RTE_MBUF_DYNFIELD(mbuf, rte_reorder_seqn_dynfield_offset, rte_reorder_seqn_t*);
}

/// A buffer of `size` numbers, a power of two. NULL, and rte_errno: EINVAL, ENOMEM, EEXIST (the name is in use).
struct rte_reorder_buffer* rte_reorder_create(const char* name, unsigned socket_id, unsigned int size);
/// The same in the caller's memory of `bufsize` bytes, rte_reorder_memory_footprint_get at least; it is not found by
/// its name and not for rte_reorder_free.
struct rte_reorder_buffer* rte_reorder_init(struct rte_reorder_buffer* b, unsigned int bufsize, const char* name,
                                            unsigned int size);
__rte_experimental unsigned int rte_reorder_memory_footprint_get(unsigned int size);

/// NULL, and rte_errno ENOENT. Any thread.
struct rte_reorder_buffer* rte_reorder_find_existing(const char* name);

/// Frees the packets. The next one inserted says where the window begins.
void rte_reorder_reset(struct rte_reorder_buffer* b);
/// Frees the packets and the buffer; NULL is none.
void rte_reorder_free(struct rte_reorder_buffer* b);

/// Takes the packet: 0. Or leaves it to the caller: -1 and rte_errno ENOSPC (it would fit if there were a
/// rte_reorder_drain first) or ERANGE (too late, much too early, or a number that is there).
int rte_reorder_insert(struct rte_reorder_buffer* b, struct rte_mbuf* mbuf);

/// Gives up to `max_mbufs` packets that are in order, up to the first number that is missing; numbers that were waited
/// for too long are passed. How many.
unsigned int rte_reorder_drain(struct rte_reorder_buffer* b, struct rte_mbuf** mbufs, unsigned max_mbufs);

/// Gives the packets with numbers below `seqn`, and waits for none of them any more.
__rte_experimental unsigned int rte_reorder_drain_up_to_seqn(struct rte_reorder_buffer* b, struct rte_mbuf** mbufs,
                                                             unsigned int max_mbufs, rte_reorder_seqn_t seqn);

/// Says where the window of an empty buffer begins. 0, or -ENOTEMPTY.
__rte_experimental unsigned int rte_reorder_min_seqn_set(struct rte_reorder_buffer* b, rte_reorder_seqn_t min_seqn);

#ifdef __cplusplus
}
#endif

#endif
