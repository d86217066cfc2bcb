// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace xdpk {

/// "10.0.0.0/8", "2001:db8::/32".
[[nodiscard]] std::string to_string(const ipv4_prefix& prefix);
[[nodiscard]] std::string to_string(const ipv6_prefix& prefix);

/// An address with its length behind a slash, or alone: then it is a block of one. Bits behind the length may be set.
/// Nothing if the text is anything else.
[[nodiscard]] std::optional<ipv4_prefix> parse_ipv4_prefix(std::string_view text);
[[nodiscard]] std::optional<ipv6_prefix> parse_ipv6_prefix(std::string_view text);

} // namespace xdpk
