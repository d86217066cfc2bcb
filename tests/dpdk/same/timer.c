// SPDX-License-Identifier: BSD-3-Clause
/// Prints the order in which timers run and what calls of theirs return. Timers are due far enough from each other for
/// the time that a step takes not to matter.
#include "seeded.h"

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_timer.h>

#define COUNT 16
#define APART (rte_get_timer_hz() / 50)

static struct rte_timer timers[COUNT];

static void note(struct rte_timer* timer, void* arg) {
    printf("run %ld %s state %u\n", (long)(timer - timers), (const char*)arg, timer->status.state);
}

static void again(struct rte_timer* timer, void* arg) {
    note(timer, arg);
    printf("reset %d\n",
           rte_timer_reset(timer, 2 * COUNT * APART, SINGLE, rte_lcore_id(), note, (void*)(uintptr_t) "again"));
}

static void stop_itself(struct rte_timer* timer, void* arg) {
    note(timer, arg);
    printf("stop %d\n", rte_timer_stop(timer));
}

static void manage(uint64_t cycles) {
    const uint64_t end = rte_get_timer_cycles() + cycles;
    while (rte_get_timer_cycles() < end)
        printf("%s", rte_timer_manage() == 0 ? "" : "no subsystem\n");
}

static void set_all(rte_timer_cb_t f, const char* name) {
    unsigned order[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        const unsigned place = below(i + 1);
        order[i] = order[place];
        order[place] = i;
    }
    for (unsigned i = 0; i < COUNT; i++)
        printf("set %u at %u: %d\n", i, order[i],
               rte_timer_reset(&timers[i], (order[i] + 1) * APART, SINGLE, rte_lcore_id(), f, (void*)(uintptr_t)name));
}

static void stopped(struct rte_timer* timer, void* arg) {
    printf("stopped %ld %s\n", (long)(timer - timers), (const char*)arg);
}

int main(int argc, char** argv) {
    start(argc, argv);
    printf("init %d\n", rte_timer_subsystem_init());
    printf("init %d\n", rte_timer_subsystem_init());
    for (unsigned i = 0; i < COUNT; i++)
        rte_timer_init(&timers[i]);
    set_all(note, "all");
    for (unsigned i = 0; i < COUNT; i += 3)
        printf("stop %d pending %d\n", rte_timer_stop(&timers[i]), rte_timer_pending(&timers[i]));
    manage((COUNT + 2) * APART);
    set_all(again, "first");
    manage((3 * COUNT + 3) * APART);
    set_all(stop_itself, "once");
    manage((COUNT + 2) * APART);

    printf("periodical %d\n",
           rte_timer_reset(&timers[0], 2 * APART, PERIODICAL, rte_lcore_id(), note, (void*)(uintptr_t) "period"));
    manage(7 * APART);
    printf("pending %d stop %d\n", rte_timer_pending(&timers[0]), rte_timer_stop(&timers[0]));
    printf("pending %d\n", rte_timer_pending(&timers[0]));

    uint32_t set = 0;
    unsigned lcores[] = {rte_lcore_id()};
    printf("alloc %d\n", rte_timer_data_alloc(&set));
    for (unsigned i = 0; i < 4; i++)
        printf("alt %d\n", rte_timer_alt_reset(set, &timers[i], (4 - i) * APART, SINGLE, lcores[0], note, NULL));
    printf("all %d\n", rte_timer_stop_all(set, lcores, 1, stopped, (void*)(uintptr_t) "all"));
    printf("dealloc %d\n", rte_timer_data_dealloc(set));
    printf("alt %d\n", rte_timer_alt_stop(set, &timers[0]));
    return 0;
}
