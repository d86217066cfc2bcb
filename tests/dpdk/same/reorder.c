// SPDX-License-Identifier: BSD-3-Clause
/// Prints what reorder buffers take and give. Not the same, so not tried: a number that is there already, and a buffer
/// whose packets in order have no room any more, of which DPDK 22.11 loses one.
#include "seeded.h"

#include <rte_errno.h>
#include <rte_reorder.h>
#include <string.h>

static struct rte_mbuf packets[4096];
static uint32_t base;

static int insert(struct rte_reorder_buffer* b, uint32_t number) {
    struct rte_mbuf* packet = &packets[number % 4096];
    *rte_reorder_seqn(packet) = base + number;
    rte_errno = 0;
    const int status = rte_reorder_insert(b, packet);
    printf("insert %u: %d %d\n", number, status, status < 0 ? rte_errno : 0);
    return status;
}

static void drain(struct rte_reorder_buffer* b, unsigned most) {
    struct rte_mbuf* got[64];
    const unsigned count = rte_reorder_drain(b, got, most);
    printf("drain %u:", most);
    for (unsigned i = 0; i < count; i++)
        printf(" %u", *rte_reorder_seqn(got[i]) - base);
    printf("\n");
}

/// Numbers within `spread` of one that goes up, some of them left out.
static void run(const char* name, unsigned size, unsigned spread, uint32_t first) {
    struct rte_reorder_buffer* b = rte_reorder_create(name, 0, size);
    uint8_t used[4096] = {0};
    base = first;
    printf("size %u spread %u\n", size, spread);
    for (uint32_t middle = 0; middle < 3000; middle++) {
        const uint32_t number = middle + below(spread);
        if (below(8) == 0 || used[number])
            continue;
        used[number] = insert(b, number) == 0;
        drain(b, below(3) == 0 ? 64 : below(2));
    }
    drain(b, 64);
    drain(b, 64);
    // What is left waits behind gaps: the window is moved past it.
    for (unsigned i = 0; i < 4; i++) {
        insert(b, 3300 + i * size);
        drain(b, 64);
    }
    rte_reorder_drain(b, (struct rte_mbuf* [64]){NULL}, 64);
    memset(packets, 0, sizeof(packets));
}

int main(int argc, char** argv) {
    start(argc, argv);
    printf("%d ", rte_reorder_create(NULL, 0, 8) == NULL);
    printf("%d\n", rte_errno);
    printf("%d ", rte_reorder_create("six", 0, 6) == NULL);
    printf("%d\n", rte_errno);
    printf("%d ", rte_reorder_find_existing("none") == NULL);
    printf("%d\n", rte_errno);
    run("near", 32, 12, 0);
    run("far", 32, 40, 0);
    run("wraps", 64, 60, UINT32_MAX - 1000);
    return 0;
}
