// SPDX-License-Identifier: BSD-3-Clause
/// Bytes as text.
#ifndef RTE_HEXDUMP_H_
#define RTE_HEXDUMP_H_

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Lines of 16 bytes with their offset, the characters beside them.
void rte_hexdump(FILE* f, const char* title, const void* buf, unsigned int len);
/// The bytes alone, between colons.
void rte_memdump(FILE* f, const char* title, const void* buf, unsigned int len);

#ifdef __cplusplus
}
#endif

#endif
