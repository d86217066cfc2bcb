// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/filter_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk {

/// Packets from, or to, these addresses are dropped.
struct denied_block {
    bool by_destination = false;
    address_block block{};  ///< masked
    std::uint32_t rule = 0; ///< of the policy

    auto operator<=>(const denied_block&) const = default; // NOLINT(modernize-use-nullptr): there is no pointer
};

/// TCP or UDP packets from, or to, this port are dropped.
struct denied_port {
    bool by_destination = false;
    ip_proto protocol{};
    std::uint16_t port = 0;
    std::uint32_t rule = 0;

    auto operator<=>(const denied_port&) const = default; // NOLINT(modernize-use-nullptr): there is no pointer
};

/// TCP or UDP packets of this 5-tuple are dropped.
struct denied_flow {
    ip_address source{};
    ip_address destination{}; ///< of the same family
    ip_proto protocol{};
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t rule = 0;

    auto operator<=>(const denied_flow&) const = default; // NOLINT(modernize-use-nullptr): there is no pointer
};

/// Each in order. Nothing is there twice; each has the first rule that denies all of it.
struct deny_sets {
    std::vector<denied_block> blocks{};
    std::vector<denied_port> ports{};
    std::vector<denied_flow> flows{};
};

/// What of a policy holds for each packet by itself, whatever flow it is of.
struct stateless_denies {
    std::vector<std::uint32_t> rules{};
    deny_sets sets{};
};

/// How much can be found.
struct deny_room {
    std::size_t rules = 256;
    std::size_t addresses = 262'144; ///< blocks of a single one
    std::size_t prefixes = 65'536;   ///< others, of each IP version
    std::size_t ports = 4096;
    std::size_t flows = 65'536;
};

/// Finds the rules under which a packet fares the same without its flow: those that drop what is from some addresses,
/// or what is to some; TCP or UDP from some ports, or to some; TCP or UDP between single addresses, by ports of both;
/// and look at nothing else. A filter judges flows by their first packet; so nobody may get a flow permitted whose
/// replies such a rule matches: whatever goes the other way must be dropped or rejected too, by a rule about addresses,
/// protocol and ports only or because no rule permits anything there. And no earlier rule, unless it is such a one
/// itself, may match any of its packets. Rules that log are none of these.
///
/// Holds where nothing changes the packets' addresses: without NAT or load balancer beside the filter.
[[nodiscard]] stateless_denies find_stateless_denies(const filter_policy& policy, const deny_room& room = {});

} // namespace xdpk
