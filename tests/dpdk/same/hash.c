// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <string.h>

#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_jhash.h>

#define KEYS 900
#define KEY_LENGTH 13

static uint8_t keys[KEYS][KEY_LENGTH];

static void make_keys(void) {
    for (size_t i = 0; i < KEYS; ++i)
        for (size_t j = 0; j < KEY_LENGTH; ++j)
            keys[i][j] = (uint8_t)next32();
}

static void print_bulk(const struct rte_hash* h) {
    const void* wanted[64];
    int32_t positions[64];
    void* data[64];
    uint64_t hits = 0;
    const uint32_t count = 1 + below(64);
    for (uint32_t i = 0; i < count; ++i)
        wanted[i] = keys[below(KEYS)];
    printf("bulk %d", rte_hash_lookup_bulk(h, wanted, count, positions));
    const int found = rte_hash_lookup_bulk_data(h, wanted, count, &hits, data);
    printf(" %d %016lx", found, (unsigned long)hits);
    for (uint32_t i = 0; i < count; ++i)
        printf(" %d/%zx", positions[i], (hits >> i & 1) != 0 ? (size_t)data[i] : 0);
    printf("\n");
}

/* Of all keys, in whatever order. */
static void print_all(const struct rte_hash* h) {
    const void* key = NULL;
    void* data = NULL;
    uint32_t next = 0;
    uint32_t count = 0;
    uint64_t sum = 0;
    for (int32_t at; (at = rte_hash_iterate(h, &key, &data, &next)) >= 0; ++count) {
        void* again = NULL;
        const int same = rte_hash_get_key_with_position(h, at, &again);
        sum +=
            (uint64_t)(at + 1) * (rte_jhash(key, KEY_LENGTH, 1) + (size_t)data) + (uint64_t)(same != 0 || again != key);
    }
    printf("all %u %d %016lx\n", count, rte_hash_count(h), (unsigned long)sum);
}

static void change(const struct rte_hash* h) {
    const void* key = keys[below(KEYS)];
    void* data = NULL;
    switch (below(5)) {
    case 0:
        printf("add %d\n", rte_hash_add_key(h, key));
        break;
    case 1:
        printf("add data %d\n", rte_hash_add_key_data(h, key, (void*)(size_t)next32()));
        break;
    case 2:
        printf("del %d\n", rte_hash_del_key(h, key));
        break;
    case 3:
        printf("find %d %d\n", rte_hash_lookup(h, key), rte_hash_lookup_with_hash(h, key, rte_hash_hash(h, key)));
        break;
    default:
        printf("find data %d", rte_hash_lookup_data(h, key, &data));
        printf(" %zx\n", (size_t)data);
    }
}

static void run(rte_hash_function function, uint8_t flags) {
    const struct rte_hash_parameters params = {.name = "same",
                                               .entries = 1024,
                                               .key_len = KEY_LENGTH,
                                               .hash_func = function,
                                               .hash_func_init_val = 7,
                                               .extra_flag = flags};
    struct rte_hash* h = rte_hash_create(&params);
    printf("created %d max %d twice %d", h != NULL, rte_hash_max_key_id(h), rte_hash_create(&params) != NULL);
    printf(" %d found %d\n", rte_errno, rte_hash_find_existing("same") == h);
    for (int i = 0; i < 6000; ++i) {
        change(h);
        if (i % 100 == 0)
            print_bulk(h);
        if (i % 500 == 0)
            print_all(h);
    }
    rte_hash_reset(h);
    print_all(h);
    printf("first %d\n", rte_hash_add_key(h, keys[0]));
    rte_hash_free(h);
    printf("gone %d\n", rte_hash_find_existing("same") == NULL);
}

static void keep_positions(void) {
    const struct rte_hash_parameters params = {
        .name = "kept", .entries = 64, .key_len = 8, .extra_flag = RTE_HASH_EXTRA_FLAGS_NO_FREE_ON_DEL};
    struct rte_hash* h = rte_hash_create(&params);
    for (int i = 0; i < 20; ++i) {
        const int32_t at = rte_hash_add_key(h, keys[i]);
        printf("kept %d %d %d", at, rte_hash_del_key(h, keys[i]), rte_hash_count(h));
        printf(" %d %d\n", i % 2 == 0 ? rte_hash_free_key_with_position(h, at) : 1, rte_hash_count(h));
    }
    rte_hash_free(h);
}

static void refuse(void) {
    struct rte_hash_parameters params = {.name = "bad", .entries = 7, .key_len = 4};
    printf("refused %d", rte_hash_create(&params) == NULL);
    printf(" %d", rte_errno);
    params.entries = 64;
    params.key_len = 0;
    printf(" %d", rte_hash_create(&params) == NULL);
    params.key_len = 4;
    params.extra_flag = 0x80;
    printf(" %d", rte_hash_create(&params) == NULL);
    params.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY | RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF;
    printf(" %d", rte_hash_create(&params) == NULL);
    printf(" %d %d\n", rte_hash_create(NULL) == NULL, rte_hash_find_existing("none") == NULL);
}

int main(int argc, char** argv) {
    start(argc, argv);
    make_keys();
    run(NULL, 0);
    run(rte_jhash, 0);
    run(NULL, RTE_HASH_EXTRA_FLAGS_EXT_TABLE);
    run(NULL, RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY);
    keep_positions();
    refuse();
    return 0;
}
