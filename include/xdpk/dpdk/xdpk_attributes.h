// SPDX-License-Identifier: BSD-3-Clause
/// The compiler's attributes by DPDK's names. All can stand where DPDK's programs of either generation write them.
#ifndef XDPK_ATTRIBUTES_H_
#define XDPK_ATTRIBUTES_H_

#include "rte_config.h"

#ifndef typeof
#define typeof __typeof__
#endif
#ifndef asm
#define asm __asm__
#endif

#define __rte_unused __attribute__((__unused__))
#define __rte_used __attribute__((used))
#define __rte_noreturn __attribute__((noreturn))
#define __rte_always_inline inline __attribute__((always_inline))
#define __rte_noinline __attribute__((noinline))
#define __rte_hot __attribute__((hot))
#define __rte_cold __attribute__((cold))
#define __rte_pure __attribute__((pure))
#define __rte_const __attribute__((const))
#define __rte_weak __attribute__((__weak__))
#define __rte_may_alias __attribute__((__may_alias__))
#define __rte_warn_unused_result __attribute__((warn_unused_result))
#define __rte_format_printf(format_index, first_arg) __attribute__((format(printf, format_index, first_arg)))
#define __rte_malloc __attribute__((__malloc__))
#define __rte_alloc_size(...) __attribute__((alloc_size(__VA_ARGS__)))
#define __rte_alloc_align(argno) __attribute__((alloc_align(argno)))
#define __rte_dealloc(dealloc, argno)
#define __rte_dealloc_free
#define __rte_restrict __restrict
#define __rte_nonstring
#define __rte_packed __attribute__((__packed__))
#define __rte_packed_begin
#define __rte_packed_end __attribute__((__packed__))
#define __rte_aligned(bytes) __attribute__((__aligned__(bytes)))
#define __rte_cache_aligned __rte_aligned(RTE_CACHE_LINE_SIZE)
#define __rte_cache_min_aligned __rte_aligned(RTE_CACHE_LINE_MIN_SIZE)
#define __rte_deprecated __attribute__((__deprecated__))
#define __rte_deprecated_msg(message) __attribute__((__deprecated__(message)))
#define RTE_DEPRECATED(name)
#define __rte_unreachable() __builtin_unreachable()
#define __rte_assume(condition)                                                                                        \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            __builtin_unreachable();                                                                                   \
    } while (0)
#define __rte_diagnostic_push _Pragma("GCC diagnostic push")
#define __rte_diagnostic_pop _Pragma("GCC diagnostic pop")
#define __rte_diagnostic_ignored_wcast_qual _Pragma("GCC diagnostic ignored \"-Wcast-qual\"")
#define __rte_no_asan
#define __rte_no_ubsan_alignment
#define __rte_exclusive_lock_function(...)
#define __rte_shared_lock_function(...)
#define __rte_unlock_function(...)
#define __rte_no_thread_safety_analysis

#define RTE_STD_C11 __extension__
#define RTE_CC_IS_GNU 1
#define GCC_VERSION (__GNUC__ * 10000 + __GNUC_MINOR__ * 100 + __GNUC_PATCHLEVEL__)

#define RTE_CACHE_LINE_MIN_SIZE 64
#define RTE_CACHE_LINE_MASK (RTE_CACHE_LINE_SIZE - 1)
#define RTE_CACHE_LINE_SIZE_LOG2 6
#define RTE_CACHE_LINE_ROUNDUP(size) RTE_ALIGN_CEIL(size, RTE_CACHE_LINE_SIZE)
#define RTE_CACHE_GUARD_LINES 1
#define XDPK_CONCAT_(a, b) a##b
#define XDPK_CONCAT(a, b) XDPK_CONCAT_(a, b)
#define RTE_CACHE_GUARD                                                                                                \
    char XDPK_CONCAT(cache_guard_, __COUNTER__)[RTE_CACHE_LINE_SIZE * RTE_CACHE_GUARD_LINES] __rte_cache_aligned

/// Functions that run before main, the lower priority first, and after it.
#define RTE_PRIORITY_LOG 101
#define RTE_PRIORITY_BUS 110
#define RTE_PRIORITY_CLASS 120
#define RTE_PRIORITY_LAST 65535
#define RTE_PRIO(prio) RTE_PRIORITY_##prio
#define RTE_INIT_PRIO(func, prio) static void __attribute__((constructor(RTE_PRIO(prio)), used)) func(void)
#define RTE_INIT(func) RTE_INIT_PRIO(func, LAST)
#define RTE_FINI_PRIO(func, prio) static void __attribute__((destructor(RTE_PRIO(prio)), used)) func(void)
#define RTE_FINI(func) RTE_FINI_PRIO(func, LAST)

#endif
