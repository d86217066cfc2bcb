// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_TESTS_DPDK_SEEDED_H
#define XDPK_TESTS_DPDK_SEEDED_H

/* What the programs have in common that are built with xdpk and with DPDK, and must print the same. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_debug.h>
#include <rte_eal.h>

#ifdef XDPK_DPDK
#define RELEASE XDPK_DPDK_RELEASE
#else
#include <rte_version.h>
#define RELEASE (RTE_VER_YEAR * 100 + RTE_VER_MONTH)
#endif

static uint64_t seeded_state = 1;

/* Numbers that look random and are always the same (splitmix64). */
static inline uint64_t next64(void) {
    uint64_t x = (seeded_state += 0x9e3779b97f4a7c15ULL);
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}

static inline uint32_t next32(void) { return (uint32_t)next64(); }

static inline uint32_t below(uint32_t bound) { return (uint32_t)(next64() % bound); }

/* EAL's options are the program's; without any, those that need neither huge pages nor devices. */
static inline void start(int argc, char** argv) {
    static char words[][16] = {"same", "--no-huge", "-m", "512", "--no-pci", "--no-shconf", "--log-level=4"};
    static char* own[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6], NULL};
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (rte_eal_init(argc > 1 ? argc : 7, argc > 1 ? argv : own) < 0)
        rte_exit(EXIT_FAILURE, "no EAL\n");
}

#endif
