// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_tailq.h>

#include <xdpk/dpdk/rte_string_fns.h>

#include <cstdio>
#include <list>
#include <string_view>

namespace {

// Lists register before main.
std::list<rte_tailq_head>& lists() {
    static auto& only = *new std::list<rte_tailq_head>;
    return only;
}

} // namespace

struct rte_tailq_head* rte_eal_tailq_lookup(const char* name) {
    if (name == nullptr)
        return nullptr;
    for (rte_tailq_head& list : lists())
        if (std::string_view(list.name) == name)
            return &list;
    return nullptr;
}

int rte_eal_tailq_register(struct rte_tailq_elem* t) {
    if (rte_eal_tailq_lookup(t->name) != nullptr)
        return -1;
    rte_tailq_head& list = lists().emplace_back();
    rte_strlcpy(list.name, t->name, sizeof list.name);
    TAILQ_INIT(&list.tailq_head);
    t->head = &list;
    return 0;
}

void rte_dump_tailq(FILE* f) {
    int number = 0;
    for (const rte_tailq_head& list : lists())
        std::fprintf(f, "Tailq %d: qname:<%s>, first:%p\n", number++, list.name,
                     static_cast<const void*>(list.tailq_head.tqh_first));
}
