// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <cstdint>

namespace xdpk::dpdk {

/// Addresses as C programs of either generation hand them over: sixteen bytes each.
[[nodiscard]] inline const ipv6_address* ipv6_addresses(const void* ips) noexcept {
    return static_cast<const ipv6_address*>(ips);
}

[[nodiscard]] inline ipv6_prefix ipv6_prefix_of(const void* ip, std::uint8_t length) noexcept {
    return {.address = *ipv6_addresses(ip), .length = length};
}

} // namespace xdpk::dpdk
