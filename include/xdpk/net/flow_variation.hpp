// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// Makes many flows of one packet, for traffic generators: flow n has the source port of the original plus the low 14
/// bits of n (modulo 2^16) and its source address plus the other bits. Of an echo request the identifier is the port.
/// Checksums are updated (RFC 1624), so the cost does not depend on the packet's length.
class flow_variation {
public:
    /// `original` is a UDP, TCP or ICMP echo packet; only what its headers say is kept. Throws xdpk::error for others.
    explicit flow_variation(std::span<const std::byte> original);

    /// Turns `packet`, a copy of the original or of any of its flows, into one of flow n.
    void apply(std::span<std::byte> packet, std::uint32_t n) const noexcept;

private:
    std::uint32_t address_;    ///< the last four bytes of the original source address
    std::uint16_t port_;       ///< the original source port
    std::uint16_t address_at_; ///< offsets in the packet
    std::uint16_t port_at_;
    std::uint16_t l4_checksum_at_;
    std::uint16_t ip_checksum_at_; ///< 0 in IPv6
    bool is_udp_;
    bool has_pseudo_header_;
};

} // namespace xdpk
