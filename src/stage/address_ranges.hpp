// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <vector>

namespace xdpk::detail {

/// Addresses of both families, as blocks of which none is in another.
class address_ranges {
public:
    /// Blocks may be in others, and there twice.
    explicit address_ranges(std::vector<address_block> blocks);

    [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }
    /// Whether an address is in both.
    [[nodiscard]] bool touch(const address_ranges& other) const noexcept;
    /// False may be wrong: blocks that cover another one only together are not put together.
    [[nodiscard]] bool cover(const address_ranges& other) const noexcept;

private:
    [[nodiscard]] bool cover(const address_block& block) const noexcept;
    [[nodiscard]] bool touch(const address_block& block) const noexcept;

    std::vector<address_block> blocks_; ///< in order
};

/// Both masked.
[[nodiscard]] bool contains(const address_block& outer, const address_block& inner) noexcept;

} // namespace xdpk::detail
