// SPDX-License-Identifier: BSD-3-Clause
/// What the operating system has its own names for.
#ifndef RTE_OS_H_
#define RTE_OS_H_

#include <sched.h>
#include <stdlib.h>
#include <sys/queue.h>

#define RTE_TAILQ_HEAD(name, type) TAILQ_HEAD(name, type)
#define RTE_TAILQ_ENTRY(type) TAILQ_ENTRY(type)
#define RTE_TAILQ_FOREACH(var, head, field) TAILQ_FOREACH(var, head, field)
#define RTE_TAILQ_FIRST(head) TAILQ_FIRST(head)
#define RTE_TAILQ_NEXT(elem, field) TAILQ_NEXT(elem, field)
#define RTE_STAILQ_HEAD(name, type) STAILQ_HEAD(name, type)
#define RTE_STAILQ_ENTRY(type) STAILQ_ENTRY(type)

/// The C library shows sets of CPUs only to programs that define _GNU_SOURCE.
#ifdef CPU_SETSIZE
#define RTE_HAS_CPUSET
typedef cpu_set_t rte_cpuset_t;
#define RTE_CPU_AND(dst, src1, src2) CPU_AND(dst, src1, src2)
#define RTE_CPU_OR(dst, src1, src2) CPU_OR(dst, src1, src2)
#define RTE_CPU_FILL(set)                                                                                              \
    do {                                                                                                               \
        unsigned int rte_cpu_;                                                                                         \
        CPU_ZERO(set);                                                                                                 \
        for (rte_cpu_ = 0; rte_cpu_ < CPU_SETSIZE; rte_cpu_++)                                                         \
            CPU_SET(rte_cpu_, set);                                                                                    \
    } while (0)
#define RTE_CPU_NOT(dst, src)                                                                                          \
    do {                                                                                                               \
        cpu_set_t rte_all_;                                                                                            \
        RTE_CPU_FILL(&rte_all_);                                                                                       \
        CPU_XOR(dst, src, &rte_all_);                                                                                  \
    } while (0)
#endif

#endif
