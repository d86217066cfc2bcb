// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/core/packet.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/push_link.hpp>
#include <xdpk/stage/refusal.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace xdpk {

/// Seconds that a flow lives after a packet.
struct flow_timeouts {
    std::uint32_t tcp_established = 7440; ///< RFC 5382, REQ-5
    std::uint32_t tcp_transitory = 240;   ///< opening, closing, reset: the same
    std::uint32_t udp = 300;              ///< RFC 4787, REQ-5
    std::uint32_t icmp = 60;              ///< RFC 5508, REQ-2
    std::uint32_t other = 300;
    std::uint32_t refused = 10; ///< a flow whose packets are dropped
};

struct flow_cache_config {
    std::size_t flows = 65536;                       ///< room for so many, of two directions each; about 300 bytes each
    std::size_t fragmented = 4096;                   ///< datagrams in fragments at a time
    std::uint32_t new_flows_per_second = 0xFFFFFFFF; ///< past it new flows are served but not kept
    bool pick_up = true;                             ///< TCP flows may be in their middle when they are first seen
    port_id kernel_port = unrouted;                  ///< where packets for the kernel's stack go
    flow_timeouts timeouts{};
    std::array<std::size_t, 2> accounts{1, 1};  ///< so many sums each part of flow_decision::account may name
    std::shared_ptr<hop_table> hops{};          ///< what flow_decision::hop names; the router's
    std::vector<tunnel_header> tunnels{};       ///< what flow_decision::tunnel may name, from 1
    std::array<std::uint16_t, max_ports> mtu{}; ///< bytes of IP by way out, of what is translated; 0: any
    refusal_source own_addresses{};             ///< whose ICMP errors are
    std::uint32_t refusals_per_second = 1000;   ///< of which so many may be sent
    std::uint64_t seed = std::random_device{}();
    std::shared_ptr<push_link> push{}; ///< fast flows are offered to XDP by it; none: no flow
};

/// Packets and bytes that stages asked to be summed.
struct flow_sum {
    counter packets;
    counter bytes;
};

} // namespace xdpk
