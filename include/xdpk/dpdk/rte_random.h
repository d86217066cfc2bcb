// SPDX-License-Identifier: BSD-3-Clause
/// Random numbers, fast and not for secrets. Each lcore has a generator of its own; other threads share one.
#ifndef RTE_RANDOM_H_
#define RTE_RANDOM_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Starts all generators anew: the same seed, the same numbers on each lcore.
void rte_srand(uint64_t seedval);
uint64_t rte_rand(void);
/// Below the bound, all alike often; 0 for the bound 0.
uint64_t rte_rand_max(uint64_t upper_bound);
/// From 0 (included) to 1 (excluded).
double rte_drand(void);

#ifdef __cplusplus
}
#endif

#endif
