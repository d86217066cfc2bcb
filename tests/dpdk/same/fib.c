// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <rte_errno.h>
#include <rte_fib.h>

static uint32_t some_address(void) { return next32() & 0x830300c3; }

static void print_lookups(struct rte_fib* fib) {
    uint32_t ips[150];
    uint64_t hops[150];
    const uint32_t count = 1 + below(150);
    for (uint32_t i = 0; i < count; ++i)
        ips[i] = some_address();
    printf("bulk %d", rte_fib_lookup_bulk(fib, ips, hops, (int)count));
    for (uint32_t i = 0; i < count; ++i)
        printf(" %lx", (unsigned long)hops[i]);
    printf("\n");
}

static void change(struct rte_fib* fib, uint64_t mask) {
    const uint32_t ip = some_address();
    // DPDK before 24.03 loses routes when a default route comes after them.
    const uint8_t depth = (uint8_t)(1 + (below(4) == 0 ? below(36) : 23 + below(9)));
    const uint64_t next_hop = next64() & mask & (below(4) != 0 ? 0xff : mask);
    if (below(3) != 0)
        printf("add %d\n", rte_fib_add(fib, ip, depth, next_hop));
    else
        printf("delete %d\n", rte_fib_delete(fib, ip, depth));
}

static void run(enum rte_fib_type type, enum rte_fib_dir24_8_nh_sz size) {
    struct rte_fib_conf conf = {.type = type, .default_nh = 99, .max_routes = 4096};
    conf.dir24_8.nh_sz = size;
    conf.dir24_8.num_tbl8 = size == RTE_FIB_DIR24_8_1B ? 127 : 4000;
    const uint64_t mask = ((uint64_t)1 << ((8U << size) - 1)) - 1;
    struct rte_fib* fib = rte_fib_create("same", 0, &conf);
    printf("created %d again %d", fib != NULL, rte_fib_create("same", 0, &conf) == NULL);
    printf(" %d found %d\n", rte_errno, rte_fib_find_existing("same") == fib);
    if (type != RTE_FIB_DUMMY)
        printf("wide %d %d\n", rte_fib_add(fib, 0, 1, mask + 1), rte_fib_add(fib, 0, 1, mask));
    for (int i = 0; i < 4000; ++i) {
        change(fib, mask);
        if (i % 100 == 0)
            print_lookups(fib);
    }
    printf("select %d %d\n", rte_fib_select_lookup(fib, RTE_FIB_LOOKUP_DEFAULT),
           rte_fib_select_lookup(fib, (enum rte_fib_lookup_type)77));
    rte_fib_free(fib);
}

static void try_conf(const char* name, struct rte_fib_conf conf) {
    struct rte_fib* fib = rte_fib_create(name, 0, &conf);
    printf("try %d %d\n", fib != NULL, fib == NULL ? rte_errno : 0);
    rte_fib_free(fib);
}

static void refuse(void) {
    struct rte_fib_conf conf = {.type = RTE_FIB_DIR24_8, .default_nh = 99, .max_routes = 64};
    conf.dir24_8.nh_sz = RTE_FIB_DIR24_8_1B;
    conf.dir24_8.num_tbl8 = 100;
    try_conf("one", conf);
    try_conf(NULL, conf);
    conf.default_nh = 200;
    try_conf("wide", conf);
    conf.default_nh = 1;
    conf.dir24_8.num_tbl8 = 0;
    try_conf("none", conf);
    conf.dir24_8.num_tbl8 = 200;
    try_conf("many", conf);
    conf.dir24_8.num_tbl8 = 100;
    conf.max_routes = -1;
    try_conf("negative", conf);
    printf("null %d %d\n", rte_fib_add(NULL, 1, 1, 1), rte_fib_delete(NULL, 1, 1));
}

int main(int argc, char** argv) {
    start(argc, argv);
    for (int size = RTE_FIB_DIR24_8_1B; size <= RTE_FIB_DIR24_8_8B; ++size)
        run(RTE_FIB_DIR24_8, (enum rte_fib_dir24_8_nh_sz)size);
    run(RTE_FIB_DUMMY, RTE_FIB_DIR24_8_8B);
    refuse();
    return 0;
}
