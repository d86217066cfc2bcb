// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/spsc_ring.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace xdpk {

enum class nat_event_kind : std::uint8_t { mapping_created, mapping_ended, block_given, block_taken_back };

/// What must be known to tell later who had an external port (RFC 6888, REQ-14): who, which, when; not whom they spoke
/// to. Plain data.
struct nat_event {
    std::uint64_t time = 0;                    ///< nanoseconds since 1970
    std::array<std::uint8_t, 16> subscriber{}; ///< an IPv4 address with zeros behind
    std::array<std::uint8_t, 16> external{};
    port_range ports{};              ///< of the external address; of ICMP echo the identifier
    std::uint16_t internal_port = 0; ///< of a mapping
    std::uint16_t zone = 0;
    ip_proto protocol = ip_proto::hop_by_hop; ///< of a mapping; blocks are of all
    std::uint8_t ip_version = 0;              ///< of the subscriber
    std::uint8_t external_version = 0;
    nat_event_kind kind = nat_event_kind::mapping_created;
};

/// From a worker to the thread that writes the log.
using nat_log = spsc_ring<nat_event>;

/// The event as a line of JSON, without its end.
[[nodiscard]] std::string to_json(const nat_event& event);

} // namespace xdpk
