// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/flow_record.h>

#include <cstdint>

namespace xdpk::detail {

/// The bits of xdpk_flow_record::rewrite for a translation prefix of this length.
[[nodiscard]] constexpr std::uint8_t embedding_bits(unsigned prefix_length) noexcept {
    const unsigned number = prefix_length == 96 ? 6 : (prefix_length - 24) / 8;
    return static_cast<std::uint8_t>(number << unsigned{XDPK_EMBEDDING_SHIFT});
}

/// The length of the prefix; 0: no IPv6 address of the record has an IPv4 one in it.
[[nodiscard]] constexpr unsigned embedding_length(std::uint8_t rewrite) noexcept {
    const unsigned number = unsigned{rewrite} >> unsigned{XDPK_EMBEDDING_SHIFT};
    if (number == 0)
        return 0;
    return number == 6 ? 96 : 24 + 8 * number;
}

} // namespace xdpk::detail
