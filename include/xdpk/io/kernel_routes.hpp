// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk {

/// What the kernel does with packets that a route matches.
enum class kernel_route_kind : std::uint8_t {
    unicast,
    local,       ///< to this host
    group,       ///< broadcast, multicast, anycast: to this host too
    blackhole,   ///< dropped
    unreachable, ///< dropped, and the sender is told
    prohibit,    ///< the same, in other words
    other,
};

struct kernel_next_hop {
    int ifindex = 0;
    std::optional<ip_address> gateway{}; ///< none: the destination itself; may be of the other family (RFC 5549)
    std::uint16_t weight = 1;            ///< 1 to 256

    bool operator==(const kernel_next_hop&) const = default;
};

/// A route of the kernel's. Table, destination, length and metric say which one it is; the lowest metric counts.
struct kernel_route {
    std::uint32_t table = 0; ///< 254: main, 255: local
    ip_address destination{};
    std::uint8_t length = 0; ///< of the prefix
    std::uint32_t metric = 0;
    kernel_route_kind kind = kernel_route_kind::unicast;
    std::vector<kernel_next_hop> hops{}; ///< without those that the kernel knows to be dead

    bool operator==(const kernel_route&) const = default;
};

/// An address of this host.
struct kernel_address {
    int ifindex = 0;
    ip_address address{};
    std::uint8_t length = 0; ///< of its network's prefix
    bool usable = true;      ///< false while it may be another's too (RFC 4862, section 5.4)

    bool operator==(const kernel_address&) const = default;
};

} // namespace xdpk
