// SPDX-License-Identifier: BSD-3-Clause
/// Prints what RCU's functions return while readers come, go and are quiescent at random, and in what order a queue and
/// a hash table free.
#include "seeded.h"

#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_lpm.h>
#include <rte_malloc.h>
#include <rte_rcu_qsbr.h>

#define READERS 130
#define TOKENS 8

static struct rte_rcu_qsbr* v;
static uint64_t tokens[TOKENS];

static void told(const char* what, int status) { printf("%s %d %s\n", what, status, rte_strerror(rte_errno)); }

static struct rte_rcu_qsbr* make(unsigned readers) {
    struct rte_rcu_qsbr* made = rte_zmalloc(NULL, rte_rcu_qsbr_get_memsize(readers), RTE_CACHE_LINE_SIZE);
    printf("init %d\n", rte_rcu_qsbr_init(made, readers));
    return made;
}

static void step(unsigned what, unsigned reader) {
    const unsigned token = below(TOKENS);
    switch (what) {
    case 0:
        printf("register %u: %d\n", reader, rte_rcu_qsbr_thread_register(v, reader));
        break;
    case 1:
        printf("unregister %u: %d\n", reader, rte_rcu_qsbr_thread_unregister(v, reader));
        break;
    case 2:
        rte_rcu_qsbr_thread_online(v, reader);
        break;
    case 3:
        rte_rcu_qsbr_thread_offline(v, reader);
        break;
    case 4:
        tokens[token] = rte_rcu_qsbr_start(v);
        printf("token %u: %" PRIu64 "\n", token, tokens[token]);
        break;
    case 5:
        printf("check %u: %d\n", token, rte_rcu_qsbr_check(v, tokens[token], false));
        break;
    default:
        rte_rcu_qsbr_quiescent(v, reader);
    }
}

static void freed(void* p, void* e, unsigned int n) { printf("%s frees %u %u\n", (char*)p, *(uint32_t*)e, n); }

static void queue(uint32_t size, uint32_t limit, uint32_t most) {
    char name[] = "queue";
    struct rte_rcu_qsbr_dq_parameters params = {.name = name,
                                                .size = size,
                                                .esize = 8,
                                                .trigger_reclaim_limit = limit,
                                                .max_reclaim_size = most,
                                                .free_fn = freed,
                                                .p = name,
                                                .v = v};
    struct rte_rcu_qsbr_dq* dq = rte_rcu_qsbr_dq_create(&params);
    printf("queue %u %u %u: %s\n", size, limit, most, dq != NULL ? "there" : rte_strerror(rte_errno));
    if (dq == NULL)
        return;
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t thing[2] = {i, 0};
        unsigned count = 0, pending = 0;
        if (below(3) == 0)
            rte_rcu_qsbr_quiescent(v, below(4));
        const int status = rte_rcu_qsbr_dq_enqueue(dq, thing);
        printf("in %u: %d %s\n", i, status, status != 0 ? rte_strerror(rte_errno) : "");
        if (below(8) == 0) {
            const int done = rte_rcu_qsbr_dq_reclaim(dq, below(4), &count, &pending, NULL);
            printf("reclaim %d: %u %u\n", done, count, pending);
        }
    }
    while (rte_rcu_qsbr_dq_delete(dq) != 0) {
        printf("delete: %s\n", rte_strerror(rte_errno));
        rte_rcu_qsbr_quiescent(v, below(4));
    }
}

static void data_freed(void* p, void* data) { printf("%s frees %u\n", (char*)p, *(uint32_t*)data); }

static void table(enum rte_hash_qsbr_mode mode) {
    static uint32_t keys[64];
    char name[] = "table";
    const struct rte_hash_parameters params = {
        .name = name, .entries = 64, .key_len = 4, .extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF};
    struct rte_hash* h = rte_hash_create(&params);
    struct rte_hash_rcu_config config = {.v = v,
                                         .mode = mode,
                                         .trigger_reclaim_limit = 4,
                                         .max_reclaim_size = 16,
                                         .key_data_ptr = name,
                                         .free_key_data_func = data_freed};
    printf("add %d\n", rte_hash_rcu_qsbr_add(h, &config));
    told("again", rte_hash_rcu_qsbr_add(h, &config));
    for (uint32_t i = 0; i < 64; i++) {
        keys[i] = i;
        printf("key %u: %d\n", i, rte_hash_add_key_data(h, &keys[i], &keys[i]));
    }
    for (uint32_t i = 0; i < 300; i++) {
        const uint32_t key = below(64);
        if (below(2) == 0)
            printf("delete %u: %d\n", key, rte_hash_del_key(h, &keys[key]) >= 0);
        else
            printf("look %u: %d\n", key, rte_hash_lookup(h, &keys[key]) >= 0);
        for (unsigned reader = 0; reader < 4 && mode == RTE_HASH_QSBR_MODE_DQ; reader++)
            rte_rcu_qsbr_quiescent(v, reader);
    }
    rte_hash_free(h);
}

int main(int argc, char** argv) {
    start(argc, argv);
    printf("sizes %zu %zu %zu\n", rte_rcu_qsbr_get_memsize(1), rte_rcu_qsbr_get_memsize(64),
           rte_rcu_qsbr_get_memsize(1000));
    v = make(READERS);
    printf("outside %d %d\n", rte_rcu_qsbr_thread_register(v, READERS), rte_rcu_qsbr_thread_unregister(v, READERS));
    for (unsigned i = 0; i < 20000; i++)
        step(below(8), below(2) == 0 ? below(READERS) : below(3));
    rte_free(v);
    v = make(4);
    for (unsigned reader = 0; reader < 4; reader++) {
        rte_rcu_qsbr_thread_register(v, reader);
        rte_rcu_qsbr_thread_online(v, reader);
    }
    queue(7, 8, 0);
    queue(7, 7, 0);
    queue(20, 10, 5);
    queue(64, 0, 64);
    for (unsigned reader = 0; reader < 4; reader++)
        rte_rcu_qsbr_quiescent(v, reader);
    table(RTE_HASH_QSBR_MODE_DQ);
    for (unsigned reader = 0; reader < 4; reader++)
        rte_rcu_qsbr_thread_offline(v, reader);
    table(RTE_HASH_QSBR_MODE_SYNC);
    struct rte_lpm_config size = {.max_rules = 16, .number_tbl8s = 16, .flags = 0};
    struct rte_lpm_rcu_config config = {.v = v};
    struct rte_lpm* lpm = rte_lpm_create("routes", 0, &size);
    printf("lpm %d\n", rte_lpm_rcu_qsbr_add(lpm, &config));
    told("lpm", rte_lpm_rcu_qsbr_add(lpm, &config));
    return 0;
}
