// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "routing.hpp"

#include <map>
#include <memory>
#include <vector>

namespace xdpk::stages {

/// Addresses that stand for hosts behind us, such as those of NAT's pools and VIPs, and what becomes of packets to them
/// that no stage has rewritten.
using external_addresses = std::map<address_block, route_kind>;

struct external_routing {
    routing way{};
    /// For whom arp and nd answer: our own addresses, and at each port the external ones that lie in its network. Of a
    /// large block the first 65,536: more are routed to us.
    own_addresses answered{};
};

/// As make_routing(), with external addresses.
[[nodiscard]] external_routing make_external_routing(routing_config config, const external_addresses& external,
                                                     const std::vector<port_info>& ports,
                                                     std::shared_ptr<hop_table> hops = nullptr);

} // namespace xdpk::stages
