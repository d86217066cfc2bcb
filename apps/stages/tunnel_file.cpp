// SPDX-License-Identifier: BSD-3-Clause
#include "tunnel_file.hpp"

#include <xdpk/net/tunnel_headers.hpp>

#include <algorithm>
#include <optional>

namespace xdpk::stages {

namespace {

const form::one_of<tunnel_type> kinds{{{"ipip", tunnel_type::ipip},
                                       {"gre", tunnel_type::gre},
                                       {"gue", tunnel_type::gue},
                                       {"vxlan", tunnel_type::vxlan},
                                       {"geneve", tunnel_type::geneve}}};

bool has_inner_ethernet(const tunnel_config& config) {
    return config.type == tunnel_type::vxlan || config.type == tunnel_type::geneve;
}

/// False: there is too little to say whether there can be such a tunnel.
bool read_ends(config_reader& table, tunnel_config& config) {
    bool all = table.need("kind", config.type, kinds, "How packets are carried");
    all &= table.need("local", config.source, "Our address, from which they go");
    all &= table.need("remote", config.destination, "The other node's");
    const bool inner_ethernet = has_inner_ethernet(config);
    if (inner_ethernet || table.describing()) {
        std::uint32_t vni = 0;
        all &= table.need("vni", vni, form::whole<std::uint32_t>{.least = 0, .most = largest_vni},
                          "Network identifier of VXLAN and Geneve");
        config.key = vni;
        all &= table.need("inner_mac", config.inner_destination,
                          "Address of the other node's end of the tunnel, which VXLAN's and Geneve's packets are for");
        table.get("inner_source", config.inner_source, "Address that they are from");
    }
    if (!inner_ethernet || table.describing())
        table.get("key", config.key, "Key of GRE");
    return all;
}

void read_tunnel(config_reader& table, tunnel_config& config) {
    const bool known = read_ends(table, config);
    table.get("port", config.port, "The UDP port at both ends; 0 is the kind's own");
    table.get("hop_limit", config.hop_limit, "TTL or hop limit outside; 0 is that of the packet inside");
    table.get("mtu", config.mtu, "The longest IP packet that reaches the other end whole");
    table.get("udp_checksum", config.udp_checksum, "Whether UDP gets a checksum; by default over IPv6 only");
    if (!known)
        return;
    try {
        (void)make_tunnel(config);
    } catch (const error& failure) {
        table.problem("kind", failure.what());
    }
}

} // namespace

void read_tunnels(config_reader& top, std::vector<named_tunnel>& tunnels) {
    top.tables("tunnel", "Tunnels to other nodes, which routes lead into and packets come out of",
               [&tunnels](config_reader& table) {
                   named_tunnel tunnel;
                   if (table.need("name", tunnel.name, "How routes call it") &&
                       std::ranges::find(tunnels, tunnel.name, &named_tunnel::name) != tunnels.end())
                       table.problem("name", "name: there is a tunnel '" + tunnel.name + "' already");
                   read_tunnel(table, tunnel.config);
                   tunnels.push_back(std::move(tunnel));
               });
}

form::one_of<std::uint16_t> tunnel_names(const std::vector<named_tunnel>& tunnels) {
    form::one_of<std::uint16_t> names;
    for (const named_tunnel& tunnel : tunnels)
        names.choices.emplace_back(tunnel.name, static_cast<std::uint16_t>(names.choices.size() + 1));
    return names;
}

std::vector<tunnel_header> tunnel_headers(const std::vector<named_tunnel>& tunnels) {
    std::vector<tunnel_header> headers;
    for (const named_tunnel& tunnel : tunnels)
        headers.push_back(make_tunnel(tunnel.config));
    return headers;
}

std::vector<tunnel_endpoint> tunnel_ends(const std::vector<named_tunnel>& tunnels) {
    std::vector<tunnel_endpoint> ends;
    for (const auto& [name, config] : tunnels)
        ends.push_back({.type = config.type,
                        .local = config.source,
                        .remote = config.destination,
                        .key = config.key,
                        .port = config.port});
    return ends;
}

} // namespace xdpk::stages
