// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace xdpk {

/// A mapping as the control side sees it.
struct nat_mapping_report {
    struct endpoint {
        ip_address address{};
        std::uint16_t port = 0; ///< of ICMP echo the identifier

        bool operator==(const endpoint&) const = default;
    };
    ip_proto protocol = ip_proto::hop_by_hop;
    std::uint16_t zone = 0;
    endpoint internal{};
    endpoint external{};
    std::optional<endpoint> remote{}; ///< of an endpoint-dependent mapping
    std::uint32_t flows = 0;
    bool abandoned = false; ///< the rules do not have it any more, only flows from before do
};

/// How much of a pool one worker has given out. Sums over the pool's addresses.
struct nat_pool_report {
    std::string name{};
    std::size_t addresses = 0;
    std::size_t ports = 0; ///< that the worker may give out, of each protocol
    std::size_t tcp_used = 0;
    std::size_t udp_used = 0;
    std::size_t echo_used = 0;
    std::size_t blocks = 0; ///< of a pool that gives out blocks
    std::size_t blocks_used = 0;
};

} // namespace xdpk
