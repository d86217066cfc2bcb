// SPDX-License-Identifier: BSD-3-Clause
/// Variables of which each lcore has one, on cache lines of its own: made before or after rte_eal_init, never freed. A
/// handle is a pointer of the variable's type that only these macros may follow.
#ifndef RTE_LCORE_VAR_H_
#define RTE_LCORE_VAR_H_

#include <stddef.h>
#include <stdint.h>

#include "rte_common.h"
#include "rte_config.h"
#include "rte_lcore.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How far one lcore's variables are from the next one's.
#ifndef RTE_MAX_LCORE_VAR
#define RTE_MAX_LCORE_VAR 131072
#endif

#define RTE_LCORE_VAR_HANDLE_TYPE(type) type*
#define RTE_LCORE_VAR_HANDLE(type, name) RTE_LCORE_VAR_HANDLE_TYPE(type) name

#define RTE_LCORE_VAR_ALLOC_SIZE_ALIGN(handle, size, align) handle = (typeof(handle))rte_lcore_var_alloc(size, align)
#define RTE_LCORE_VAR_ALLOC_SIZE(handle, size) RTE_LCORE_VAR_ALLOC_SIZE_ALIGN(handle, size, 0)
#define RTE_LCORE_VAR_ALLOC(handle)                                                                                    \
    RTE_LCORE_VAR_ALLOC_SIZE_ALIGN(handle, sizeof(*(handle)), __alignof__(typeof(*(handle))))
#define RTE_LCORE_VAR_INIT_SIZE_ALIGN(name, size, align)                                                               \
    RTE_INIT(rte_lcore_var_init_##name) { RTE_LCORE_VAR_ALLOC_SIZE_ALIGN(name, size, align); }
#define RTE_LCORE_VAR_INIT_SIZE(name, size) RTE_LCORE_VAR_INIT_SIZE_ALIGN(name, size, 0)
#define RTE_LCORE_VAR_INIT(name)                                                                                       \
    RTE_INIT(rte_lcore_var_init_##name) { RTE_LCORE_VAR_ALLOC(name); }

static inline void* rte_lcore_var_lcore(unsigned int lcore_id, void* handle) {
    return RTE_PTR_ADD(handle, (size_t)lcore_id * RTE_MAX_LCORE_VAR);
}
#define RTE_LCORE_VAR_LCORE(lcore_id, handle) ((typeof(handle))rte_lcore_var_lcore(lcore_id, handle))
/// The calling lcore's own.
#define RTE_LCORE_VAR(handle) RTE_LCORE_VAR_LCORE(rte_lcore_id(), handle)
#define RTE_LCORE_VAR_FOREACH(lcore_id, value, handle)                                                                 \
    for ((lcore_id) = (((value) = RTE_LCORE_VAR_LCORE(0, handle)), 0); (lcore_id) < RTE_MAX_LCORE;                     \
         (lcore_id)++, (value) = RTE_LCORE_VAR_LCORE(lcore_id, handle))

/// Zeroed; `align` is a power of two up to a cache line, 0 for any type. Never NULL: it panics.
void* rte_lcore_var_alloc(size_t size, size_t align);

#ifdef __cplusplus
}
#endif

#endif
