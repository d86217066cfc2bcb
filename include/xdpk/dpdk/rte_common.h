// SPDX-License-Identifier: BSD-3-Clause
/// What every other header builds on, and the C headers that DPDK's programs expect to come with it.
#ifndef RTE_COMMON_H_
#define RTE_COMMON_H_

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rte_bitops.h"
#include "rte_compat.h"
#include "rte_config.h"
#include "rte_os.h"
#include "xdpk_attributes.h"
#include "xdpk_numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Names that stand for one of several things at the same place of a struct. They take no room.
__extension__ typedef void* RTE_MARKER[0];
__extension__ typedef uint8_t RTE_MARKER8[0];
__extension__ typedef uint16_t RTE_MARKER16[0];
__extension__ typedef uint32_t RTE_MARKER32[0];
__extension__ typedef uint64_t RTE_MARKER64[0];

/// Numbers wide enough for memory that may be written through another type.
typedef uint16_t unaligned_uint16_t __attribute__((__aligned__(1), __may_alias__));
typedef uint32_t unaligned_uint32_t __attribute__((__aligned__(1), __may_alias__));
typedef uint64_t unaligned_uint64_t __attribute__((__aligned__(1), __may_alias__));

/// An address as a device sees it; here always the virtual one.
typedef uint64_t phys_addr_t;
typedef uint64_t rte_iova_t;
#define RTE_BAD_PHYS_ADDR ((phys_addr_t)-1)
#define RTE_BAD_IOVA ((rte_iova_t)-1)

#define RTE_SET_USED(x) (void)(x)
#define RTE_DIM(a) (sizeof(a) / sizeof((a)[0]))
#define RTE_STR_(x) #x
#define RTE_STR(x) RTE_STR_(x)
#define RTE_FMT_(fmt, ...) fmt "%.0s", __VA_ARGS__ ""
#define RTE_FMT(fmt, ...) RTE_FMT_(fmt, __VA_ARGS__)
#define RTE_FMT_HEAD(fmt, ...) fmt
#define RTE_FMT_TAIL(fmt, ...) __VA_ARGS__
/// Fails to compile if the condition is true.
#define RTE_BUILD_BUG_ON(condition)                                                                                    \
    do {                                                                                                               \
        static_assert(!(condition), #condition);                                                                       \
    } while (0)
#define RTE_SIZEOF_FIELD(type, field) (sizeof(((type*)0)->field))
#ifndef container_of
#define container_of(ptr, type, member) ((type*)((uintptr_t)(ptr)-offsetof(type, member)))
#endif

/// Prints to stderr why the program ends, calls rte_eal_cleanup and exits with `exit_code`.
void rte_exit(int exit_code, const char* format, ...) __rte_noreturn __rte_format_printf(2, 3);

/// The number in a text such as "64K" or "2 G" (1024-based; K, M, G, T, with or without iB or B); 0 if it is none.
uint64_t rte_str_to_size(const char* str);
/// The number in words of the kind "1.2 K" (1000-based, or 1024-based); `buf` is returned, or NULL if it is too small.
char* rte_size_to_str(char* buf, int buf_size, uint64_t count, bool use_iec, const char* unit);

#ifdef __cplusplus
}
#endif

#endif
