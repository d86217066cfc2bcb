// SPDX-License-Identifier: BSD-3-Clause
/// 128-bit identifiers (RFC 4122) as 16 bytes.
#ifndef RTE_UUID_H_
#define RTE_UUID_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned char rte_uuid_t[16];

#define RTE_UUID_INIT(a, b, c, d, e)                                                                                   \
    {                                                                                                                  \
        ((a) >> 24) & 0xff, ((a) >> 16) & 0xff, ((a) >> 8) & 0xff, (a)&0xff, ((b) >> 8) & 0xff, (b)&0xff,              \
            ((c) >> 8) & 0xff, (c)&0xff, ((d) >> 8) & 0xff, (d)&0xff, ((e) >> 40) & 0xff, ((e) >> 32) & 0xff,          \
            ((e) >> 24) & 0xff, ((e) >> 16) & 0xff, ((e) >> 8) & 0xff, (e)&0xff                                        \
    }
#define RTE_UUID_STRLEN (36 + 1)

bool rte_uuid_is_null(const rte_uuid_t uu);
static inline void rte_uuid_clear(rte_uuid_t uu) { memset(uu, 0, sizeof(rte_uuid_t)); }
static inline void rte_uuid_copy(rte_uuid_t dst, const rte_uuid_t src) { memcpy(dst, src, sizeof(rte_uuid_t)); }
/// Less than, equal to or greater than 0, by the numbers from left to right.
int rte_uuid_compare(const rte_uuid_t a, const rte_uuid_t b);
/// From text of the form 8-4-4-4-12 hexadecimal digits: 0, or -1 if it is none.
int rte_uuid_parse(const char* in, rte_uuid_t uu);
void rte_uuid_unparse(const rte_uuid_t uu, char* out, size_t len);

#ifdef __cplusplus
}
#endif

#endif
