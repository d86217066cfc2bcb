// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <rte_errno.h>
#include <rte_lpm.h>

#define MASK 0x00ffffff

/* Few different addresses, so that routes lie within each other and are found again. */
static uint32_t some_address(void) { return RTE_LEN2MASK(4, uint32_t) << 28 | (next32() & 0x0f0300c3); }

static uint32_t found(uint32_t entry) { return (entry & RTE_LPM_LOOKUP_SUCCESS) != 0 ? entry & MASK : UINT32_MAX; }

static void print_lookups(const struct rte_lpm* lpm) {
    uint32_t ips[70];
    uint32_t hops[70];
    uint32_t four[4];
    const uint32_t count = 4 + below(66);
    for (uint32_t i = 0; i < count; ++i)
        ips[i] = some_address();
    printf("bulk %d", rte_lpm_lookup_bulk(lpm, ips, hops, count));
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t hop = 0;
        const int result = rte_lpm_lookup(lpm, ips[i], &hop);
        printf(" %x/%d/%x", found(hops[i]), result, result == 0 ? hop : 0);
    }
    rte_xmm_t x;
    for (int i = 0; i < 4; ++i)
        x.u32[i] = ips[i];
    rte_lpm_lookupx4(lpm, x.x, four, 0xabcdef);
    printf("\nfour %x %x %x %x\n", four[0], four[1], four[2], four[3]);
}

static void change(struct rte_lpm* lpm) {
    const uint32_t ip = some_address();
    const uint8_t depth = (uint8_t)(below(8) == 0 ? below(36) : 24 + below(9));
    uint32_t hop = 0;
    switch (below(4)) {
    case 0:
    case 1:
        printf("add %d\n", rte_lpm_add(lpm, ip, depth, next32() & MASK & (depth < 28 ? 0xff : MASK)));
        break;
    case 2:
        printf("delete %d\n", rte_lpm_delete(lpm, ip, depth));
        break;
    default:
        printf("present %d", rte_lpm_is_rule_present(lpm, ip, depth, &hop));
        printf(" %x\n", hop);
    }
}

static void refuse(void) {
    struct rte_lpm_config config = {.max_rules = 0, .number_tbl8s = 16};
    printf("refused %d", rte_lpm_create("bad", 0, &config) == NULL);
    printf(" %d", rte_errno);
    config.max_rules = 16;
    printf(" %d", rte_lpm_create(NULL, 0, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" %d", rte_lpm_create("bad", -2, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" %d", rte_lpm_find_existing("bad") == NULL);
    printf(" %d\n", rte_errno);
    printf("null %d %d", rte_lpm_add(NULL, 1, 1, 1), rte_lpm_delete(NULL, 1, 1));
    printf(" %d\n", rte_lpm_is_rule_present(NULL, 1, 1, NULL));
}

static void fill(void) {
    struct rte_lpm_config config = {.max_rules = 32, .number_tbl8s = 64};
    struct rte_lpm* lpm = rte_lpm_create("full", 0, &config);
    for (uint32_t i = 0; i < 40; ++i)
        printf("fill %d\n", rte_lpm_add(lpm, i << 24, 8, i));
    rte_lpm_free(lpm);
}

int main(int argc, char** argv) {
    start(argc, argv);
    struct rte_lpm_config config = {.max_rules = 4096, .number_tbl8s = 4096};
    struct rte_lpm* lpm = rte_lpm_create("same", 0, &config);
    printf("again %d", rte_lpm_create("same", 0, &config) == NULL);
    printf(" %d", rte_errno);
    printf(" found %d\n", rte_lpm_find_existing("same") == lpm);
    for (int i = 0; i < 20000; ++i) {
        change(lpm);
        if (i % 100 == 0)
            print_lookups(lpm);
    }
    rte_lpm_delete_all(lpm);
    print_lookups(lpm);
    rte_lpm_free(lpm);
    fill();
    refuse();
    return 0;
}
