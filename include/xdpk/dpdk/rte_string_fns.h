// SPDX-License-Identifier: BSD-3-Clause
/// Text: splitting, and copying that always ends the text.
#ifndef RTE_STRING_FNS_H_
#define RTE_STRING_FNS_H_

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rte_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Cuts the text, in place, at each `delim`; what follows the last of `maxtokens` stays whole. The number of parts, or
/// -1 with EINVAL in errno for a NULL.
int rte_strsplit(char* string, int stringlen, char** tokens, int maxtokens, char delim);

/// Copies as much as there is room for and ends it; the length that it would have.
static inline size_t rte_strlcpy(char* dst, const char* src, size_t size) {
    const size_t length = strlen(src);
    if (size != 0) {
        const size_t fits = length < size ? length : size - 1;
        memcpy(dst, src, fits);
        dst[fits] = '\0';
    }
    return length;
}

/// The same, after what is there.
static inline size_t rte_strlcat(char* dst, const char* src, size_t size) {
    const size_t length = strnlen(dst, size);
    if (length < size)
        return length + rte_strlcpy(dst + length, src, size - length);
    return length + strlen(src);
}

#if !defined(strlcpy) && !(defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 38))
#define strlcpy(dst, src, size) rte_strlcpy(dst, src, size)
#define strlcat(dst, src, size) rte_strlcat(dst, src, size)
#endif

/// Like rte_strlcpy, but returns the length, or -E2BIG (in rte_errno too) if it did not fit.
ssize_t rte_strscpy(char* dst, const char* src, size_t dsize);

/// The text behind its leading white space; the text without its trailing white space, cut in place.
static inline const char* rte_str_skip_leading_spaces(const char* src) {
    while (isspace((unsigned char)*src))
        src++;
    return src;
}

#ifdef __cplusplus
}
#endif

#endif
