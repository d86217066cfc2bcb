// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <cstdint>

namespace xdpk {

/// Different keys for different numbers: every other IPv6.
inline flow_key numbered_key(std::uint32_t n) {
    flow_key key{.protocol = ip_proto::udp, .ip_version = static_cast<std::uint8_t>(n % 2 == 0 ? 4 : 6)};
    for (unsigned i = 0; i < 4; ++i)
        key.source.at(i) = static_cast<std::uint8_t>(n >> 8U * i);
    key.destination = {192, 0, 2, 1};
    key.source_port = be16(1000);
    key.destination_port = be16(53);
    return key;
}

} // namespace xdpk
