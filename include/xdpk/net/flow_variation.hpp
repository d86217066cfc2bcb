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
    /// Offsets in the packet, and which checksums cover what.
    struct layout {
        std::uint16_t address; ///< of the source address's last four bytes
        std::uint16_t port;
        std::uint16_t l4_checksum;
        std::uint16_t ip_checksum; ///< 0 in IPv6
        bool is_udp;
        bool has_pseudo_header;
    };
    static layout locate(std::span<const std::byte> packet);

    layout at_;
    std::uint32_t address_; ///< what the original has there
    std::uint16_t port_;
};

} // namespace xdpk
