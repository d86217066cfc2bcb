// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_claims.hpp>

#include <memory>
#include <utility>
#include <vector>

#include "claims_abi.h"

namespace xdpk::detail {

/// Claims as the XDP program has them, see bpf/claims_abi.h.
struct compiled_claims {
    std::unique_ptr<claims_table> table = std::make_unique<claims_table>();
    std::vector<std::pair<claims_key4, std::uint64_t>> ipv4{};
    std::vector<std::pair<claims_key6, std::uint64_t>> ipv6{};
};

/// `active`: the number under which they will be in force, 1 or 2. Claims that differ in nothing but the destination
/// share a number of the table. Throws usage_error if there are more than the program has room for.
[[nodiscard]] compiled_claims compile(const std::vector<claim>& list, std::uint32_t active);

} // namespace xdpk::detail
