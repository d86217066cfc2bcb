// SPDX-License-Identifier: BSD-3-Clause
/// The frequencies of CPUs. The host owns them here: nothing changes one, rte_power_init refuses and says so, and all
/// that takes an lcore returns -1.
#ifndef RTE_POWER_CPUFREQ_H_
#define RTE_POWER_CPUFREQ_H_

#include <stdbool.h>
#include <stdint.h>

#include "rte_common.h"
#include "rte_compat.h"
#include "rte_log.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How frequencies could be set.
enum power_management_env {
    PM_ENV_NOT_SET = 0,
    PM_ENV_ACPI_CPUFREQ,
    PM_ENV_KVM_VM,
    PM_ENV_PSTATE_CPUFREQ,
    PM_ENV_CPPC_CPUFREQ,
    PM_ENV_AMD_PSTATE_CPUFREQ,
};

/// 0: none is supported.
__rte_experimental int rte_power_check_env_supported(enum power_management_env env);
/// -1.
int rte_power_set_env(enum power_management_env env);
void rte_power_unset_env(void);
/// PM_ENV_NOT_SET.
enum power_management_env rte_power_get_env(void);

/// -1, with a line in the log that says who owns the frequencies.
int rte_power_init(unsigned int lcore_id);
/// -1.
int rte_power_exit(unsigned int lcore_id);

/// The frequencies there are: 0.
uint32_t rte_power_freqs(unsigned int lcore_id, uint32_t* freqs, uint32_t num);
/// The place of the current one among them: UINT32_MAX.
uint32_t rte_power_get_freq(unsigned int lcore_id);
int rte_power_set_freq(unsigned int lcore_id, uint32_t index);
int rte_power_freq_up(unsigned int lcore_id);
int rte_power_freq_down(unsigned int lcore_id);
int rte_power_freq_max(unsigned int lcore_id);
int rte_power_freq_min(unsigned int lcore_id);
int rte_power_turbo_status(unsigned int lcore_id);
int rte_power_freq_enable_turbo(unsigned int lcore_id);
int rte_power_freq_disable_turbo(unsigned int lcore_id);

/// What a CPU can do.
struct rte_power_core_capabilities {
    __extension__ union {
        uint64_t capabilities;
        __extension__ struct {
            uint64_t turbo : 1;
            uint64_t priority : 1; ///< it may be faster than others
        };
    };
};

/// -1; nothing is known.
int rte_power_get_capabilities(unsigned int lcore_id, struct rte_power_core_capabilities* caps);

#ifdef __cplusplus
}
#endif

#endif
