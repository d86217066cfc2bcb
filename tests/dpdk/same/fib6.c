// SPDX-License-Identifier: BSD-3-Clause
#include "ipv6.h"

#include <rte_errno.h>
#include <rte_fib6.h>

static void print_lookups(struct rte_fib6* fib) {
    address ips[150];
    uint64_t hops[150];
    const uint32_t count = 1 + below(150);
    for (uint32_t i = 0; i < count; ++i)
        some_address(&ips[i]);
    printf("bulk %d", rte_fib6_lookup_bulk(fib, ips, hops, (int)count));
    for (uint32_t i = 0; i < count; ++i)
        printf(" %lx", (unsigned long)hops[i]);
    printf("\n");
}

static void change(struct rte_fib6* fib, uint64_t mask) {
    address ip;
    some_address(&ip);
    const uint8_t depth = some_depth();
    if (below(3) != 0)
        printf("add %d\n", rte_fib6_add(fib, AS_ARGUMENT(ip), depth, next64() & mask & (below(4) != 0 ? 0xff : mask)));
    else
        printf("delete %d\n", rte_fib6_delete(fib, AS_ARGUMENT(ip), depth));
}

static void run(enum rte_fib6_type type, enum rte_fib_trie_nh_sz size) {
    struct rte_fib6_conf conf = {.type = type, .default_nh = 99, .max_routes = 4096};
    conf.trie.nh_sz = size;
    conf.trie.num_tbl8 = 30000;
    const uint64_t mask = ((uint64_t)1 << ((8U << size) - 1)) - 1;
    struct rte_fib6* fib = rte_fib6_create("same", 0, &conf);
    printf("created %d again %d", fib != NULL, rte_fib6_create("same", 0, &conf) == NULL);
    printf(" %d found %d\n", rte_errno, rte_fib6_find_existing("same") == fib);
    if (type != RTE_FIB6_DUMMY) {
        address ip;
        some_address(&ip);
        printf("wide %d", rte_fib6_add(fib, AS_ARGUMENT(ip), 1, mask + 1));
        printf(" %d\n", rte_fib6_add(fib, AS_ARGUMENT(ip), 1, mask));
    }
    for (int i = 0; i < 3000; ++i) {
        change(fib, mask);
        if (i % 100 == 0)
            print_lookups(fib);
    }
    printf("select %d %d\n", rte_fib6_select_lookup(fib, RTE_FIB6_LOOKUP_DEFAULT),
           rte_fib6_select_lookup(fib, (enum rte_fib6_lookup_type)77));
    rte_fib6_free(fib);
}

static void try_conf(const char* name, struct rte_fib6_conf conf) {
    struct rte_fib6* fib = rte_fib6_create(name, 0, &conf);
    printf("try %d %d\n", fib != NULL, fib == NULL ? rte_errno : 0);
    rte_fib6_free(fib);
}

static void refuse(void) {
    struct rte_fib6_conf conf = {.type = RTE_FIB6_TRIE, .default_nh = 99, .max_routes = 64};
    conf.trie.nh_sz = RTE_FIB6_TRIE_2B;
    conf.trie.num_tbl8 = 100;
    try_conf("two", conf);
    try_conf(NULL, conf);
    conf.default_nh = 40000;
    try_conf("wide", conf);
    conf.default_nh = 1;
    conf.trie.num_tbl8 = 0;
    try_conf("none", conf);
    conf.trie.num_tbl8 = 100;
    conf.max_routes = -1;
    try_conf("negative", conf);
}

int main(int argc, char** argv) {
    start(argc, argv);
    for (int size = RTE_FIB6_TRIE_2B; size <= RTE_FIB6_TRIE_8B; ++size)
        run(RTE_FIB6_TRIE, (enum rte_fib_trie_nh_sz)size);
    run(RTE_FIB6_DUMMY, RTE_FIB6_TRIE_8B);
    refuse();
    return 0;
}
