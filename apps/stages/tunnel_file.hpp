// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_reader.hpp>
#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace xdpk::stages {

/// A tunnel between this node and another, as routes name it.
struct named_tunnel {
    std::string name{};
    tunnel_config config{};
};

/// Reads the tables `tunnel` of a run's file. A tunnel's number, which route_target::tunnel is, is its place among
/// them, from 1.
void read_tunnels(config_reader& top, std::vector<named_tunnel>& tunnels);

/// For keys that name a tunnel: its number.
[[nodiscard]] form::one_of<std::uint16_t> tunnel_names(const std::vector<named_tunnel>& tunnels);

/// What packets into the tunnels get, by number less one: the router's, and the first ones of the flow cache's. Throws
/// xdpk::error if one cannot be.
[[nodiscard]] std::vector<tunnel_header> tunnel_headers(const std::vector<named_tunnel>& tunnels);

/// The same tunnels' ends here, for the decapsulator: each takes from its other end only.
[[nodiscard]] std::vector<tunnel_endpoint> tunnel_ends(const std::vector<named_tunnel>& tunnels);

} // namespace xdpk::stages
