// SPDX-License-Identifier: BSD-3-Clause
#include "ipv6.h"

#include <rte_errno.h>
#include <rte_lpm6.h>

#define MASK 0x1fffff

static void print_lookups(const struct rte_lpm6* lpm) {
    address ips[70];
    int32_t hops[70];
    const uint32_t count = 1 + below(70);
    for (uint32_t i = 0; i < count; ++i)
        some_address(&ips[i]);
    printf("bulk %d", rte_lpm6_lookup_bulk_func(lpm, ips, hops, count));
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t hop = 0;
        const int result = rte_lpm6_lookup(lpm, AS_ARGUMENT(ips[i]), &hop);
        printf(" %x/%d/%x", (unsigned)hops[i], result, result == 0 ? hop : 0);
    }
    printf("\n");
}

static void change(struct rte_lpm6* lpm) {
    address ip;
    some_address(&ip);
    const uint8_t depth = some_depth();
    uint32_t hop = 0;
    switch (below(4)) {
    case 0:
    case 1:
        printf("add %d\n", rte_lpm6_add(lpm, AS_ARGUMENT(ip), depth, next32() & MASK & (depth < 60 ? 0xff : MASK)));
        break;
    case 2:
        printf("delete %d\n", rte_lpm6_delete(lpm, AS_ARGUMENT(ip), depth));
        break;
    default:
        printf("present %d", rte_lpm6_is_rule_present(lpm, AS_ARGUMENT(ip), depth, &hop));
        printf(" %x\n", hop);
    }
}

/* Whether they are there is all that is compared: DPDK's lookups may still find what it deleted in this way. */
static void delete_some(struct rte_lpm6* lpm) {
    address ips[8];
    uint8_t depths[8];
    for (int i = 0; i < 8; ++i) {
        some_address(&ips[i]);
        depths[i] = (uint8_t)(8 + 8 * below(15));
    }
    printf("deleted %d", rte_lpm6_delete_bulk_func(lpm, ips, depths, 8));
    for (int i = 0; i < 8; ++i) {
        uint32_t hop = 0;
        printf(" %d", rte_lpm6_is_rule_present(lpm, AS_ARGUMENT(ips[i]), depths[i], &hop));
    }
    printf("\n");
}

static void refuse(void) {
    struct rte_lpm6_config config = {.max_rules = 16, .number_tbl8s = 1 << 22};
    printf("refused %d", rte_lpm6_create("bad", 0, &config) == NULL);
    printf(" %d", rte_errno);
    config.number_tbl8s = 64;
    printf(" %d", rte_lpm6_create(NULL, 0, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" %d", rte_lpm6_create("bad", -2, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" %d", rte_lpm6_find_existing("bad") == NULL);
    printf(" %d\n", rte_errno);
    struct rte_lpm6* lpm = rte_lpm6_create("full", 0, &config);
    for (uint32_t i = 0; i < 20; ++i) {
        address ip;
        memset(&ip, 0, sizeof(ip));
        BYTES(ip)[0] = (uint8_t)i;
        printf("fill %d\n", rte_lpm6_add(lpm, AS_ARGUMENT(ip), 8, i));
    }
    rte_lpm6_free(lpm);
}

int main(int argc, char** argv) {
    start(argc, argv);
    struct rte_lpm6_config config = {.max_rules = 10000, .number_tbl8s = 1 << 16};
    struct rte_lpm6* lpm = rte_lpm6_create("same", 0, &config);
    printf("again %d", rte_lpm6_create("same", 0, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" found %d\n", rte_lpm6_find_existing("same") == lpm);
    for (int i = 0; i < 8000; ++i) {
        change(lpm);
        if (i % 100 == 0)
            print_lookups(lpm);
    }
    for (int i = 0; i < 30; ++i)
        delete_some(lpm);
    rte_lpm6_delete_all(lpm);
    print_lookups(lpm);
    rte_lpm6_free(lpm);
    refuse();
    return 0;
}
