// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/lcores.hpp"

#include <set>
#include <string_view>

namespace xdpk::dpdk {

/// What -l and --lcores take: "0-3,6" (lcore n on CPU n), "(0-3)@0" (four lcores share CPU 0), "1@(4,5),2@6", "(0,6)"
/// (two lcores that share CPUs 0 and 6). Throws xdpk::error.
[[nodiscard]] lcore_map parse_lcores(std::string_view text);

/// What -c takes: a hexadecimal mask; and the numbers of one, or of a list such as "1,3-5". Throw xdpk::error.
[[nodiscard]] lcore_map parse_core_mask(std::string_view text);
[[nodiscard]] std::set<unsigned> mask_numbers(std::string_view text);
[[nodiscard]] std::set<unsigned> list_numbers(std::string_view text);

/// An lcore on each CPU that the process may use, numbered like it.
[[nodiscard]] lcore_map lcores_of_process();

} // namespace xdpk::dpdk
