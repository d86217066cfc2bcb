// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/eal_devices.hpp"
#include "dpdk/lcores.hpp"

#include <xdpk/dpdk/rte_eal.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xdpk::dpdk {

/// What EAL's command line said.
struct eal_options {
    std::optional<lcore_map> lcores{};
    std::optional<unsigned> main_lcore{};
    std::set<unsigned> service_lcores{};
    std::vector<device_request> devices{};
    unsigned memory_channels = 0;
    unsigned memory_ranks = 0;
    unsigned simd_bits = 0;
    std::string file_prefix = "rte";
    rte_proc_type_t process_type = RTE_PROC_PRIMARY;
    bool alone = false; ///< no other process may join
    std::string mbuf_pool_ops{};
    bool version_wanted = false;
    bool help_wanted = false;
};

/// Reads argv up to "--" or the first word that is no option; `used` is the number of words read, "--" included, the
/// program's name not. Throws xdpk::error for what it does not know.
[[nodiscard]] eal_options parse_options(int argc, char** argv, int& used);

void print_help(const char* program);

/// What rte_eal_init read; the defaults before it.
[[nodiscard]] eal_options& eal_settings();

} // namespace xdpk::dpdk
