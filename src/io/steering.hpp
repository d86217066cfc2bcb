// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct ethtool_rx_flow_spec;

namespace xdpk {

/// One steering filter of a NIC (ethtool calls them ntuple filters): the packets that match go to one rx queue.
struct steering_filter {
    enum class protocol : std::uint8_t { any, tcp, udp, sctp };
    /// Of one side of the packet.
    struct end {
        std::array<std::uint8_t, 16> address{}; ///< the first four bytes for IPv4
        std::array<std::uint8_t, 16> mask{};    ///< bits that count; none: any address
        std::optional<std::uint16_t> port{};    ///< not with protocol::any

        bool operator==(const end&) const = default;
    };

    bool ipv6 = false;
    protocol proto = protocol::any;
    end source{};
    end destination{};
    std::uint32_t queue = 0;

    bool operator==(const steering_filter&) const = default;
};

/// "udp to 192.0.2.0/24 port 53 -> queue 2", without what is any.
[[nodiscard]] std::string to_string(const steering_filter& filter);

/// A filter as it stands in the NIC.
struct placed_filter {
    std::uint32_t location = 0;
    steering_filter filter{};
};

namespace detail {
/// The kernel's form of a filter, and back; nothing for a filter that does other things too.
void encode(const steering_filter& filter, ethtool_rx_flow_spec& spec);
[[nodiscard]] std::optional<steering_filter> decode(const ethtool_rx_flow_spec& spec);
} // namespace detail

/// The filters of one NIC, in the network namespace of the calling thread. Needs CAP_NET_ADMIN to change any.
class nic_steering {
public:
    explicit nic_steering(std::string ifname) : ifname_(std::move(ifname)) {}

    /// Those in the NIC that steer to a queue and do nothing else. Throws xdpk::error if the driver has no filters.
    [[nodiscard]] std::vector<placed_filter> list() const;

    /// Puts one in, and switches filters on first where the driver wants that. One that is there already stays as it
    /// is. Gives its location. Throws xdpk::error, with a hint if the driver has no such filters.
    std::uint32_t add(const steering_filter& filter) const;

    /// Takes out what is at a location; false if there is nothing.
    bool remove(std::uint32_t location) const noexcept;

private:
    [[noreturn]] void fail(const std::string& what, int code) const;

    std::string ifname_;
};

} // namespace xdpk
