// SPDX-License-Identifier: BSD-3-Clause
/// What rte_power_cpufreq.h was called before 24.11.
#ifndef RTE_POWER_H_
#define RTE_POWER_H_

#include "rte_power_cpufreq.h"

#endif
