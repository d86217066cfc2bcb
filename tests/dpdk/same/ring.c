// SPDX-License-Identifier: BSD-3-Clause
/// Prints what rings of each kind take and give, called at random by one thread.
#include "seeded.h"

#include <rte_errno.h>
#include <rte_ring.h>

static void* object(uintptr_t number) { return (void*)number; }

static void print_objects(const char* what, void* const* objects, unsigned count, unsigned other) {
    printf("%s %u %u:", what, count, other);
    for (unsigned i = 0; i < count; i++)
        printf(" %lu", (unsigned long)(uintptr_t)objects[i]);
    printf("\n");
}

static void step(struct rte_ring* ring, uintptr_t* next) {
    void* objects[16];
    unsigned other = 0;
    unsigned count = below(16) + 1;
    for (unsigned i = 0; i < count; i++)
        objects[i] = object(*next + i);
    switch (below(6)) {
    case 0:
        count = rte_ring_enqueue_bulk(ring, objects, count, &other);
        *next += count;
        printf("enqueue_bulk %u %u\n", count, other);
        break;
    case 1:
        count = rte_ring_enqueue_burst(ring, objects, count, &other);
        *next += count;
        printf("enqueue_burst %u %u\n", count, other);
        break;
    case 2:
        print_objects("dequeue_bulk", objects, rte_ring_dequeue_bulk(ring, objects, count, &other), other);
        break;
    case 3:
        count = rte_ring_dequeue_burst(ring, objects, count, &other);
        print_objects("dequeue_burst", objects, count, other);
        break;
    case 4: {
        const int status = rte_ring_enqueue(ring, object(*next));
        *next += status == 0;
        printf("enqueue %d\n", status);
        break;
    }
    default: {
        const int status = rte_ring_dequeue(ring, objects);
        print_objects("dequeue", objects, status == 0, status == 0 ? 0 : 1);
        break;
    }
    }
    printf("%u %u %d %d\n", rte_ring_count(ring), rte_ring_free_count(ring), rte_ring_full(ring), rte_ring_empty(ring));
}

static void run(const char* name, unsigned size, unsigned flags) {
    struct rte_ring* ring = rte_ring_create(name, size, 0, flags);
    uintptr_t next = 1;
    printf("%s %d\n", name, ring != NULL);
    if (ring == NULL)
        return;
    printf("%u %u %d\n", rte_ring_get_size(ring), rte_ring_get_capacity(ring), rte_ring_lookup(name) == ring);
    for (int i = 0; i < 2000; i++)
        step(ring, &next);
    rte_ring_reset(ring);
    printf("%u\n", rte_ring_count(ring));
    rte_ring_free(ring);
    printf("%d\n", rte_ring_lookup(name) == NULL);
}

int main(int argc, char** argv) {
    start(argc, argv);
    run("mp_mc", 32, 0);
    run("sp_sc", 64, RING_F_SP_ENQ | RING_F_SC_DEQ);
    run("exact", 20, RING_F_EXACT_SZ);
    run("rts", 32, RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
    run("hts", 32, RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
    run("odd", 33, 0);
    return 0;
}
