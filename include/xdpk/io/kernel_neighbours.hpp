// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>

#include <optional>

namespace xdpk {

/// A neighbour as the kernel knows it.
struct kernel_neighbour {
    int ifindex = 0;
    ip_address address{};
    std::optional<mac_address> mac{}; ///< none: asked for, or it does not answer
    bool permanent = false;           ///< set by an administrator

    bool operator==(const kernel_neighbour&) const = default;
};

} // namespace xdpk
