// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/mac_address.hpp>

namespace xdpk {

/// A next hop: what a packet's Ethernet header becomes, and the port it leaves by. Hop 0 is none.
struct flow_hop {
    mac_address destination{};
    mac_address source{};
    port_id port = unrouted; ///< unrouted as long as the neighbour's address is not known
};

} // namespace xdpk
