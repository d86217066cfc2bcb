// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_power_cpufreq.h>

#include "dpdk/log_error.hpp"

#include <cerrno>
#include <string>

#include <xdpk/dpdk/rte_errno.h>

namespace {

constexpr int unsupported = -1;

} // namespace

int rte_power_check_env_supported(enum power_management_env) { return 0; }

int rte_power_set_env(enum power_management_env) { return unsupported; }

void rte_power_unset_env(void) {}

enum power_management_env rte_power_get_env(void) { return PM_ENV_NOT_SET; }

int rte_power_init(unsigned int lcore_id) {
    try {
        xdpk::dpdk::log_error("lcore " + std::to_string(lcore_id) +
                              ": its CPU's frequency is the host's to set; choose a governor with cpupower");
    } catch (const std::exception&) {
        // Without memory for the line, the result has to do.
    }
    rte_errno = ENOTSUP;
    return unsupported;
}

int rte_power_exit(unsigned int) { return unsupported; }

uint32_t rte_power_freqs(unsigned int, uint32_t*, uint32_t) { return 0; }

uint32_t rte_power_get_freq(unsigned int) { return UINT32_MAX; }

int rte_power_set_freq(unsigned int, uint32_t) { return unsupported; }

int rte_power_freq_up(unsigned int) { return unsupported; }

int rte_power_freq_down(unsigned int) { return unsupported; }

int rte_power_freq_max(unsigned int) { return unsupported; }

int rte_power_freq_min(unsigned int) { return unsupported; }

int rte_power_turbo_status(unsigned int) { return unsupported; }

int rte_power_freq_enable_turbo(unsigned int) { return unsupported; }

int rte_power_freq_disable_turbo(unsigned int) { return unsupported; }

int rte_power_get_capabilities(unsigned int, struct rte_power_core_capabilities* caps) {
    if (caps != nullptr)
        caps->capabilities = 0;
    return unsupported;
}
