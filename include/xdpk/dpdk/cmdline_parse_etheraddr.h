// SPDX-License-Identifier: BSD-3-Clause
/// Tokens that are Ethernet addresses: 02:00:00:00:00:01 or 0200:0000:0001.
#ifndef CMDLINE_PARSE_ETHERADDR_H_
#define CMDLINE_PARSE_ETHERADDR_H_

#include "cmdline_parse.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cmdline_token_etheraddr {
    struct cmdline_token_hdr hdr;
};
typedef struct cmdline_token_etheraddr cmdline_parse_token_etheraddr_t;

extern struct cmdline_token_ops cmdline_token_etheraddr_ops;

/// Programs may call it without a token (NULL).
int cmdline_parse_etheraddr(cmdline_parse_token_hdr_t* tk, const char* srcbuf, void* res, unsigned ressize);
int cmdline_get_help_etheraddr(cmdline_parse_token_hdr_t* tk, char* dstbuf, unsigned int size);

/// `field` of `structure` is a struct rte_ether_addr.
#define TOKEN_ETHERADDR_INITIALIZER(structure, field)                                                                  \
    { {&cmdline_token_etheraddr_ops, offsetof(structure, field)}, }

#ifdef __cplusplus
}
#endif

#endif
