// SPDX-License-Identifier: BSD-3-Clause
/// Tokens that are "on" or "off".
#ifndef CMDLINE_PARSE_BOOL_H_
#define CMDLINE_PARSE_BOOL_H_

#include <stdint.h>

#include "cmdline_parse.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cmdline_token_bool {
    struct cmdline_token_hdr hdr;
};
typedef struct cmdline_token_bool cmdline_parse_token_bool_t;

extern struct cmdline_token_ops cmdline_token_bool_ops;

int cmdline_parse_bool(cmdline_parse_token_hdr_t* tk, const char* srcbuf, void* res, unsigned int ressize);

/// `field` of `structure` is a uint8_t or bool: 1 or 0.
#define TOKEN_BOOL_INITIALIZER(structure, field)                                                                       \
    { {&cmdline_token_bool_ops, offsetof(structure, field)}, }

#ifdef __cplusplus
}
#endif

#endif
