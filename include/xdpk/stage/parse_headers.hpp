// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/net/parser.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace xdpk {

/// What a port's checksums are worth. A veth peer sends partial ones, which its kernel knows and nobody else.
enum class checksum_policy : std::uint8_t {
    trust,     ///< forwarded as they are
    verify,    ///< packets with a wrong one are dropped
    recompute, ///< of IPv4 headers verified; of TCP, UDP and ICMP written anew, whatever they were
};

struct parse_config {
    std::array<checksum_policy, max_ports> checksums{}; ///< by the port that a packet came in by
};

/// parse_headers: reads each packet's headers once, for the stages that follow.
///
/// Sets type, l3, l4 and, for IP, hash: that of the packet's direction of its flow (flow_hash() with seed 0, so that
/// all nodes of a cluster find the same one). See parse() for what is read. Checksums are treated as the port's policy
/// says; those of fragments cannot be, nor SCTP's.
///
/// Drops: malformed packets, each under the name of its parse_error (`udp_bad_length`); packets with a wrong checksum
/// where they are verified (`ipv4_bad_checksum`, `transport_bad_checksum`).
class parse_headers {
public:
    static constexpr const char* name = "parse";

    explicit parse_headers(const parse_config& config = {}) noexcept : config_(config) {}

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    void discard(packet& p, counter& why) noexcept;
    [[gnu::noinline]] void check(const burst& b, packet& p, const parsed_packet& at) noexcept;

    parse_config config_;
    std::array<counter, parse_error_count> errors_;
    counter ipv4_bad_checksum_, transport_bad_checksum_;
};

} // namespace xdpk
