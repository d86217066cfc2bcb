// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_service_component.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace xdpk::dpdk {

inline constexpr std::uint32_t most_services = 64;

/// A service. The wishes and the counts are read by lcores while the main lcore writes them.
struct service {
    rte_service_spec spec{};
    bool registered = false;
    std::atomic<bool> component_wants = false;
    std::atomic<bool> program_wants = false;
    std::atomic<bool> checks_mapping = true;
    std::atomic<bool> counts = false;
    std::atomic<std::uint32_t> mapped = 0; ///< lcores
    std::atomic_flag taken;                ///< by the one lcore that may run it, unless it is MT_SAFE
};

/// What one lcore has done for one service. Written by that lcore alone.
struct service_counts {
    std::atomic<std::uint64_t> calls = 0;
    std::atomic<std::uint64_t> idle_calls = 0;
    std::atomic<std::uint64_t> error_calls = 0;
    std::atomic<std::uint64_t> cycles = 0;
};

struct alignas(RTE_CACHE_LINE_SIZE) service_lcore {
    bool is_one = false;
    std::atomic<bool> runs = false;      ///< is to run
    std::atomic<bool> has_ended = true;  ///< its thread has left the loop
    std::atomic<std::uint64_t> mask = 0; ///< the services it is mapped to
    std::atomic<std::uint64_t> loops = 0;
    std::array<std::atomic<bool>, most_services> active{}; ///< is in the service, or may be
    std::array<service_counts, most_services> counted{};
};

struct service_table {
    std::array<service, most_services> services;
    std::array<service_lcore, RTE_MAX_LCORE> lcores;
};

[[nodiscard]] service_table& all_services();
/// nullptr if there is no such service.
[[nodiscard]] service* service_at(std::uint32_t id);
/// nullptr if this is no service lcore.
[[nodiscard]] service_lcore* service_lcore_at(std::uint32_t lcore);

/// One turn of a service by the calling lcore: 0, -ENOEXEC if it is not to run, -EBUSY if another lcore is in it.
int run_service(std::uint32_t id, std::uint32_t lcore, bool alone);

} // namespace xdpk::dpdk
