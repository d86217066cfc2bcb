// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/stage/tunnel.hpp>
#include <xdpk/table/maglev.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// How packets get to a backend. Where the destination stays the VIP, the backend has the VIP as an address of its own
/// and answers clients directly: replies do not pass the balancer.
enum class forwarding_mode : std::uint8_t {
    dnat,             ///< the destination becomes the backend's; its replies must be routed through the balancer
    full_nat,         ///< and the source one of the balancer's, to which the backend will reply
    l2_direct_return, ///< nothing changes but the next hop, which is the backend: it is on the same link
    tunnel,           ///< the packet as it is, in a tunnel that ends at the backend
};

[[nodiscard]] const char* name(forwarding_mode mode) noexcept;

/// What of a packet chooses the backend: packets that have it in common go to the same one, as long as the backends
/// stay the same. Nothing is remembered for it, so that there is no timeout.
enum class affinity_mode : std::uint8_t {
    flow,          ///< addresses, ports and protocol
    source,        ///< the source address, also across services with the same backends
    source_prefix, ///< its first bits
};

/// Where in QUIC connection ids the backends write which of them it is, as with the unencrypted ids of
/// draft-ietf-quic-load-balancers: a client that changes its address stays with its backend.
struct quic_routing {
    std::uint8_t offset = 1; ///< of the server id in the connection id; before it stands the draft's first octet
    std::uint8_t length = 1; ///< of the server id in bytes, 1 to 8
};

struct backend_config {
    ip_address address{};
    std::uint16_t port = 0; ///< 0: the packet's. Other ports only with dnat and full_nat
    /// Share of the new flows. 0 drains: established flows stay, new ones go to others.
    std::uint32_t weight = 1;
    /// False: it failed, or is drained at once. Established flows too are given to others.
    bool available = true;
    std::optional<std::uint64_t> quic_server_id{}; ///< the bytes in the connection id, first byte highest
};

/// A virtual address (VIP) and who serves it. Of services with one destination the longest prefix wins, then the one
/// with a port over the one for all ports.
struct service_config {
    std::string name{}; ///< for people
    ip_address address{};
    std::optional<std::uint8_t> prefix_length{}; ///< by default the whole address
    ip_proto protocol = ip_proto::tcp;           ///< or udp
    std::uint16_t port = 0;                      ///< 0: all
    forwarding_mode mode = forwarding_mode::dnat;
    std::vector<backend_config> backends{};
    affinity_mode affinity = affinity_mode::flow;
    std::optional<std::uint8_t> affinity_prefix{};         ///< bits of source_prefix; by default 24 or, of IPv6, 64
    std::uint32_t table_size = maglev_table::default_size; ///< a prime, 100 per backend or more
    tunnel_config tunnel{};            ///< of mode tunnel; its destination is the backend, whatever stands here
    std::vector<ip_address> sources{}; ///< of mode full_nat
    std::optional<quic_routing> quic{};
};

struct load_balancer_config {
    std::vector<service_config> services{};
    /// So many of flow_decision::tunnel's first numbers are others', such as a router's; the backends' come behind. The
    /// same in a table and those that are built after it.
    std::uint16_t tunnels_before = 0;
    std::uint64_t seed = 0; ///< the same on all nodes of a cluster, so that they choose the same backends
};

/// What a backend is known by in a cluster: from its address and port, whatever else is configured.
[[nodiscard]] std::uint64_t backend_id(const ip_address& address, std::uint16_t port) noexcept;

} // namespace xdpk
