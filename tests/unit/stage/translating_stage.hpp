// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/embedded_address.hpp>
#include <xdpk/stage/flow_stage.hpp>

#include "src/stage/embedding.hpp"

#include <algorithm>

namespace xdpk::test {

inline const ipv6_prefix translation_prefix{{{0x20, 0x01, 0x0d, 0xb8, 0, 0x64}}, 48};
inline const ipv4_address behind_which{{192, 0, 2, 1}};
inline const ipv6_address inside{{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5}};

/// IPv6 flows go to the IPv4 address that is embedded in their destination, and come from `behind_which`; IPv4 flows go
/// to `inside`. Ports of TCP and UDP sources, and echo's identifiers, become others.
struct translating_stage {
    static constexpr const char* name = "translating_stage";
    bool decrement = false;

    void decide(flow_decision& d) noexcept {
        flow_key& to = d.rewritten;
        d.rewrite = detail::embedding_bits(translation_prefix.length);
        if (decrement)
            d.rewrite |= XDPK_DECREMENT_TTL;
        to.ip_version = d.key.ip_version == 4 ? 6 : 4;
        if (d.key.ip_version == 4) {
            to.source = embed(std::get<ipv4_address>(d.key.source_address()), translation_prefix.address,
                              translation_prefix.length)
                            .bytes;
            to.destination = inside.bytes;
        } else {
            const ipv4_address outside = embedded_in({d.key.destination}, translation_prefix.length);
            to.source = to.destination = {};
            std::ranges::copy(behind_which.bytes, to.source.begin());
            std::ranges::copy(outside.bytes, to.destination.begin());
        }
        if (d.key.protocol == ip_proto::icmp || d.key.protocol == ip_proto::icmpv6)
            to.protocol = d.key.ip_version == 4 ? ip_proto::icmpv6 : ip_proto::icmp;
        if (d.key.source_port == be16{})
            return;
        to.source_port = be16{static_cast<std::uint16_t>(d.key.source_port.host() ^ 0x1111U)};
        if (to.protocol != d.key.protocol)
            to.destination_port = to.source_port;
    }
};

} // namespace xdpk::test
