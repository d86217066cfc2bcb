// SPDX-License-Identifier: BSD-3-Clause
/// Arguments of the form "key=value,key=[a,b],flag".
#ifndef RTE_KVARGS_H_
#define RTE_KVARGS_H_

#include <stddef.h>

#include "rte_compat.h"
#include "rte_config.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_KVARGS_PAIRS_DELIM ","
#define RTE_KVARGS_KV_DELIM "="

struct rte_kvargs_pair {
    char* key;
    char* value; ///< NULL if there is none
};

/// Up to RTE_KVARGS_MAX pairs in the order of the text, whose copy is in `str`.
struct rte_kvargs {
    char* str;
    unsigned count;
    struct rte_kvargs_pair pairs[RTE_KVARGS_MAX];
};

/// Called for a pair; a negative result ends the walk.
typedef int (*arg_handler_t)(const char* key, const char* value, void* opaque);

/// NULL if the text is no such list, or has a key that `valid_keys` (up to NULL; NULL: all) has not. The caller frees
/// it.
struct rte_kvargs* rte_kvargs_parse(const char* args, const char* const valid_keys[]);
/// The same, up to one of these characters.
struct rte_kvargs* rte_kvargs_parse_delim(const char* args, const char* const valid_keys[], const char* valid_ends);
void rte_kvargs_free(struct rte_kvargs* kvlist);

/// The first value of the key, NULL if there is none; of the pair whose value is `value`.
const char* rte_kvargs_get(const struct rte_kvargs* kvlist, const char* key);
const char* rte_kvargs_get_with_value(const struct rte_kvargs* kvlist, const char* key, const char* value);

/// For each pair with this key (NULL: all). -1: the handler said so, or a value is missing where there must be one;
/// rte_kvargs_process_opt takes keys without a value.
int rte_kvargs_process(const struct rte_kvargs* kvlist, const char* key_match, arg_handler_t handler, void* opaque_arg);
int rte_kvargs_process_opt(const struct rte_kvargs* kvlist, const char* key_match, arg_handler_t handler,
                           void* opaque_arg);
unsigned rte_kvargs_count(const struct rte_kvargs* kvlist, const char* key_match);

#ifdef __cplusplus
}
#endif

#endif
