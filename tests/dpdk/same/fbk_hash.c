// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <rte_errno.h>
#include <rte_fbk_hash.h>

static void change(struct rte_fbk_hash_table* table) {
    const uint32_t key = 1 + below(300); // DPDK takes a free entry for one of key 0
    switch (below(3)) {
    case 0:
        printf("add %d\n", rte_fbk_hash_add_key(table, key, (uint16_t)next32()));
        break;
    case 1:
        printf("del %d\n", rte_fbk_hash_delete_key(table, key));
        break;
    default:
        printf("find %d\n", rte_fbk_hash_lookup(table, key));
    }
}

static void run(rte_fbk_hash_fn function, uint32_t seed) {
    struct rte_fbk_hash_params params = {
        .name = "same", .entries = 256, .entries_per_bucket = 4, .hash_func = function, .init_val = seed};
    struct rte_fbk_hash_table* table = rte_fbk_hash_create(&params);
    printf("created %d again %d", table != NULL, rte_fbk_hash_create(&params) != NULL);
    printf(" %d found %d\n", rte_errno, rte_fbk_hash_find_existing("same") == table);
    for (int i = 0; i < 5000; ++i)
        change(table);
    printf("load %f bucket %u\n", rte_fbk_hash_get_load_factor(table), rte_fbk_hash_get_bucket(table, 77));
    rte_fbk_hash_clear_all(table);
    printf("clear %u %d\n", table->used_entries, rte_fbk_hash_lookup(table, 3));
    rte_fbk_hash_free(table);
    printf("gone %d\n", rte_fbk_hash_find_existing("same") == NULL);
}

int main(int argc, char** argv) {
    start(argc, argv);
    run(NULL, 5);
    run(rte_jhash_1word, 5);
    struct rte_fbk_hash_params params = {.name = "bad", .entries = 100, .entries_per_bucket = 4};
    printf("refused %d", rte_fbk_hash_create(&params) == NULL);
    params.entries = 128;
    params.entries_per_bucket = 512;
    printf(" %d", rte_fbk_hash_create(&params) == NULL);
    printf(" %d\n", rte_errno);
    return 0;
}
