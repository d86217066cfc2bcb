// SPDX-License-Identifier: BSD-3-Clause
/// Lists by name.
#ifndef RTE_TAILQ_H_
#define RTE_TAILQ_H_

#include <stdio.h>

#include "rte_common.h"
#include "rte_debug.h"
#include "rte_os.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TAILQ_NAMESIZE 32

struct rte_tailq_entry {
    RTE_TAILQ_ENTRY(rte_tailq_entry) next;
    void* data;
};
RTE_TAILQ_HEAD(rte_tailq_entry_head, rte_tailq_entry);

struct rte_tailq_head {
    struct rte_tailq_entry_head tailq_head;
    char name[RTE_TAILQ_NAMESIZE];
};

/// A list as its owner declares it; EAL_REGISTER_TAILQ gives it its head before main.
struct rte_tailq_elem {
    struct rte_tailq_head* head;
    RTE_TAILQ_ENTRY(rte_tailq_elem) next;
    const char name[RTE_TAILQ_NAMESIZE];
};

#define RTE_TAILQ_CAST(tailq_entry, struct_name) (struct struct_name*)&(tailq_entry)->tailq_head
#define RTE_TAILQ_LOOKUP(name, struct_name) RTE_TAILQ_CAST(rte_eal_tailq_lookup(name), struct_name)

void rte_dump_tailq(FILE* f);
/// NULL if there is no list of this name.
struct rte_tailq_head* rte_eal_tailq_lookup(const char* name);
/// 0, or -1 if the name is taken.
int rte_eal_tailq_register(struct rte_tailq_elem* t);

#define EAL_REGISTER_TAILQ(t)                                                                                          \
    RTE_INIT(tailqinitfn_##t) {                                                                                        \
        if (rte_eal_tailq_register(&t) < 0)                                                                            \
            rte_panic("Cannot initialize tailq: %s\n", t.name);                                                        \
    }

#ifndef RTE_TAILQ_FOREACH_SAFE
#define RTE_TAILQ_FOREACH_SAFE(var, head, field, tvar)                                                                 \
    for ((var) = RTE_TAILQ_FIRST((head)); (var) && ((tvar) = RTE_TAILQ_NEXT((var), field), 1); (var) = (tvar))
#endif

#ifdef __cplusplus
}
#endif

#endif
