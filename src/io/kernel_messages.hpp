// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "netlink.hpp"

#include <xdpk/io/kernel_monitor.hpp>

#include <optional>

namespace xdpk::detail {

/// What a message of rtnetlink tells of a route, a neighbour or an address; nothing for other messages, and for what
/// is no concern of a router: the route cache, bridges' stations, proxies.
[[nodiscard]] std::optional<kernel_event> read_kernel_event(const nlmsghdr* message);

/// The address in an attribute of that family; nothing for a null one.
[[nodiscard]] std::optional<ip_address> address_of(const nlattr* attribute, int family);

[[nodiscard]] std::optional<kernel_route> read_route(const nlmsghdr* message);

} // namespace xdpk::detail
