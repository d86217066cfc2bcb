// SPDX-License-Identifier: BSD-3-Clause
/// C11's atomic operations on plain types, so that C and C++ share the struct.
#ifndef RTE_STDATOMIC_H_
#define RTE_STDATOMIC_H_

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ATOMIC(type) type
#define __rte_atomic

typedef int rte_memory_order;
#define rte_memory_order_relaxed __ATOMIC_RELAXED
#define rte_memory_order_consume __ATOMIC_CONSUME
#define rte_memory_order_acquire __ATOMIC_ACQUIRE
#define rte_memory_order_release __ATOMIC_RELEASE
#define rte_memory_order_acq_rel __ATOMIC_ACQ_REL
#define rte_memory_order_seq_cst __ATOMIC_SEQ_CST

#define rte_atomic_load_explicit(ptr, order) __atomic_load_n(ptr, order)
#define rte_atomic_store_explicit(ptr, val, order) __atomic_store_n(ptr, val, order)
#define rte_atomic_exchange_explicit(ptr, val, order) __atomic_exchange_n(ptr, val, order)
#define rte_atomic_compare_exchange_strong_explicit(ptr, expected, desired, succ, fail)                                \
    __atomic_compare_exchange_n(ptr, expected, desired, 0, succ, fail)
#define rte_atomic_compare_exchange_weak_explicit(ptr, expected, desired, succ, fail)                                  \
    __atomic_compare_exchange_n(ptr, expected, desired, 1, succ, fail)
#define rte_atomic_fetch_add_explicit(ptr, val, order) __atomic_fetch_add(ptr, val, order)
#define rte_atomic_fetch_sub_explicit(ptr, val, order) __atomic_fetch_sub(ptr, val, order)
#define rte_atomic_fetch_and_explicit(ptr, val, order) __atomic_fetch_and(ptr, val, order)
#define rte_atomic_fetch_or_explicit(ptr, val, order) __atomic_fetch_or(ptr, val, order)
#define rte_atomic_fetch_xor_explicit(ptr, val, order) __atomic_fetch_xor(ptr, val, order)
#define rte_atomic_fetch_nand_explicit(ptr, val, order) __atomic_fetch_nand(ptr, val, order)
#define rte_atomic_flag_test_and_set_explicit(ptr, order) __atomic_test_and_set(ptr, order)
#define rte_atomic_flag_clear_explicit(ptr, order) __atomic_clear(ptr, order)

#define __rte_atomic_thread_fence(order) __atomic_thread_fence(order)

#ifdef __cplusplus
}
#endif

#endif
