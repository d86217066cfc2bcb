// SPDX-License-Identifier: BSD-3-Clause
/// Ending a program that cannot go on.
#ifndef RTE_DEBUG_H_
#define RTE_DEBUG_H_

#include "rte_branch_prediction.h"
#include "xdpk_attributes.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Logs the text with the name of the calling function and where it was called from, and aborts.
#define rte_panic(...) __rte_panic(__func__, __VA_ARGS__)
void __rte_panic(const char* funcname, const char* format, ...) __rte_cold __rte_noreturn __rte_format_printf(2, 3);

/// Writes the calling thread's stack, innermost first, to the log.
void rte_dump_stack(void);

#define RTE_VERIFY(exp)                                                                                                \
    do {                                                                                                               \
        if (unlikely(!(exp)))                                                                                          \
            rte_panic("line %d\tassert \"%s\" failed\n", __LINE__, #exp);                                              \
    } while (0)
#ifdef RTE_ENABLE_ASSERT
#define RTE_ASSERT(exp) RTE_VERIFY(exp)
#else
#define RTE_ASSERT(exp)                                                                                                \
    do {                                                                                                               \
    } while (0)
#endif

#ifdef __cplusplus
}
#endif

#endif
