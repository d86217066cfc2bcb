// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_hash.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <memory>
#include <vector>

namespace xdpk::test {

inline constexpr std::uint16_t hop_count = 4;

/// Each kind over each IP version, with both ways to set a hop limit.
inline std::vector<tunnel_header> all_tunnels() {
    std::vector<tunnel_header> list;
    for (const tunnel_type type :
         {tunnel_type::ipip, tunnel_type::gre, tunnel_type::gue, tunnel_type::vxlan, tunnel_type::geneve})
        for (const bool v6 : {false, true})
            for (const std::uint8_t hop_limit : {std::uint8_t{0}, std::uint8_t{64}}) {
                tunnel_config config{.type = type, .hop_limit = hop_limit};
                config.source = v6 ? *parse_ip("2001:db8::1") : *parse_ip("192.0.2.1");
                config.destination = v6 ? *parse_ip("2001:db8::2") : *parse_ip("192.0.2.2");
                if (type == tunnel_type::vxlan || type == tunnel_type::geneve || (type == tunnel_type::gre && v6))
                    config.key = 0x123456;
                if (default_port(type) != 0)
                    config.udp_checksum = hop_limit == 0;
                config.mtu = hop_limit == 0 ? 1500 : 1400;
                list.push_back(make_tunnel(config));
            }
    return list;
}

/// Decides whatever a flow's hash says, so that it is the same whenever it is asked.
struct anything {
    static constexpr const char* name = "anything";
    std::uint64_t seed;
    std::size_t tunnels;

    void decide(flow_decision& d) const noexcept {
        std::uint64_t bits = flow_hash(d.key, seed + d.attempt);
        const auto below = [&bits](std::uint64_t n) noexcept {
            const std::uint64_t value = bits % n;
            bits /= n;
            return value;
        };
        d.verdict = below(10) == 0 ? XDPK_DROP : XDPK_FORWARD;
        d.rewrite = below(2) == 0 ? __u8{XDPK_DECREMENT_TTL} : __u8{0};
        d.hop = static_cast<std::uint16_t>(below(hop_count));
        d.reply_hop = static_cast<std::uint16_t>(below(hop_count));
        d.tunnel = static_cast<std::uint16_t>(below(2) == 0 ? 0 : below(tunnels + 1));
        d.reply_tunnel = static_cast<std::uint16_t>(below(4) == 0 ? 1 : 0);
        const std::uint64_t more = flow_hash(d.key, ~seed - d.attempt);
        if (more % 4 == 0)
            return;
        const std::size_t last = d.key.ip_version == 4 ? 3 : 15;
        d.rewritten.destination[last] = static_cast<std::uint8_t>(more >> 8U);
        d.rewritten.destination_port = be16{static_cast<std::uint16_t>(more >> 16U)};
        if (more % 4 > 1) {
            d.rewritten.source[last] = static_cast<std::uint8_t>(more >> 24U);
            d.rewritten.source_port = d.rewritten.destination_port;
        }
        if (d.key.protocol != ip_proto::tcp && d.key.protocol != ip_proto::udp)
            d.rewritten.source_port = d.rewritten.destination_port;
    }
};

/// Hops 1 to hop_count - 1, by ports 0 and 1.
inline std::shared_ptr<hop_table> some_hops() {
    auto hops = std::make_shared<hop_table>();
    for (std::uint8_t i = 1; i < hop_count; ++i) {
        const std::uint16_t hop = hops->find_or_make({.port = port_id(i % 2), .address = ipv4_address{{192, 0, 2, i}}});
        hops->fix(hop, {{2, 0, 0, 0, 1, i}}, {{2, 0, 0, 0, 2, i}});
    }
    return hops;
}

} // namespace xdpk::test
