// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tunnel_file.hpp"

#include <xdpk/run/config_reader.hpp>
#include <xdpk/run/stage_types.hpp>
#include <xdpk/stage/forwarding_table.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/own_addresses.hpp>
#include <xdpk/stage/refusal.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace xdpk::stages {

/// An address of ours, and how many of its bits are those of the network at the port.
struct interface_address {
    port_id port = unrouted;
    ip_address address{};
    std::uint8_t length = 0;
};

/// Where packets to a prefix go. Several for one prefix, by gateways, share its flows in proportion to their weights.
struct static_route {
    address_block destination{};
    std::optional<ip_address> via{}; ///< gateway
    /// The gateway's; without it, the port whose network the gateway is in. With it alone, the prefix is connected.
    std::optional<port_id> port{};
    std::optional<std::uint16_t> tunnel{}; ///< number of one of the tunnels, from 1: into that, and nothing else
    std::uint32_t weight = 1;              ///< 1 to 65535
    route_kind kind = route_kind::gateways;
};

/// A neighbour whose Ethernet address need not be asked for.
struct static_neighbour {
    port_id port = unrouted;
    ip_address address{};
    mac_address mac{};
};

struct routing_config {
    std::vector<interface_address> addresses{};
    std::vector<static_route> routes{};
    std::vector<static_neighbour> neighbours{};
    std::vector<named_tunnel> tunnels{};
    std::size_t hops = 4096; ///< room for so many neighbours
};

/// What stages that route stand on. All workers share it.
struct routing {
    std::shared_ptr<hop_table> hops{};
    std::shared_ptr<forwarding_table> routes{};
    own_addresses own{};
    std::array<std::uint16_t, max_ports> mtu{}; ///< by port; 0: any
    refusal_source errors{};                    ///< whose ICMP errors are: the first address of each family
    std::vector<tunnel_header> tunnels{};       ///< of the router, and the first of the flow cache
    std::vector<tunnel_endpoint> tunnel_ends{}; ///< of the decapsulator
};

/// The tables for these ports. The networks of our addresses are connected, our addresses and the broadcast addresses
/// of their networks (RFC 2644) local. Gateways and static neighbours keep their hops.
///
/// `hops`: a table to go on with, while packets flow; without one a new one is made. What is fixed or kept in it stays
/// so. Throws xdpk::error if the parts contradict each other; no hop's address has changed then.
[[nodiscard]] routing make_routing(const routing_config& config, const std::vector<port_info>& ports,
                                   std::shared_ptr<hop_table> hops = nullptr);

/// Reads the tables `address`, `tunnel`, `route` and `neighbour` of a run's file.
void read_routing(config_reader& top, const stage_scope& scope, routing_config& config);

/// Kinds of routes that lead nowhere, as configurations call them.
extern const form::one_of<route_kind> route_kinds;

/// What is wrong with a route as it stands, alone; empty if nothing is.
[[nodiscard]] std::string fault_of(const static_route& route);

/// The prefix that has this address alone.
[[nodiscard]] address_block block_of(const ip_address& address);

/// The prefix that has every address of this one's family.
[[nodiscard]] address_block everything_like(const ip_address& address);

} // namespace xdpk::stages
