// SPDX-License-Identifier: BSD-3-Clause
/// Marks of stability. DPDK makes programs ask for what it may still change; here nothing is withheld.
#ifndef RTE_COMPAT_H_
#define RTE_COMPAT_H_

#define __rte_experimental
#define __rte_internal

#endif
