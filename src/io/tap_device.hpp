// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/net/mac_address.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace xdpk {

/// A tap device that we hold: Ethernet frames without any header before them, one descriptor per queue. It is up. The
/// kernel removes it with the last descriptor unless it was made to stay (`ip tuntap add`).
struct tap_device {
    std::vector<fd> queues{};
    mac_address mac{};
    std::uint32_t mtu = 0;

    /// False once somebody has deleted it. It may have been renamed or moved to another namespace.
    [[nodiscard]] bool is_there() const noexcept;
};

/// Makes the device, or takes the one of that name. `mtu` 0 leaves it as it is. Throws xdpk::error.
[[nodiscard]] tap_device open_tap(const std::string& name, std::uint32_t queues, std::uint32_t mtu);

} // namespace xdpk
