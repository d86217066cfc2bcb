// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk {

/// RFC 768.
struct udp_header {
    be16 source_port;
    be16 destination_port;
    be16 length; ///< header and payload
    be16 checksum;
};
static_assert(sizeof(udp_header) == 8 && alignof(udp_header) == 1);

/// RFC 9293.
struct tcp_header {
    be16 source_port;
    be16 destination_port;
    be32 sequence;
    be32 acknowledgement;
    std::uint8_t data_offset; ///< in 4-byte units, in the upper half
    std::uint8_t flags;
    be16 window;
    be16 checksum;
    be16 urgent;

    static constexpr std::uint8_t fin = 0x01;
    static constexpr std::uint8_t syn = 0x02;
    static constexpr std::uint8_t rst = 0x04;
    static constexpr std::uint8_t psh = 0x08;
    static constexpr std::uint8_t ack = 0x10;

    /// In bytes, options included.
    [[nodiscard]] constexpr std::size_t header_length() const noexcept { return (data_offset >> 4U) * 4U; }
};
static_assert(sizeof(tcp_header) == 20 && alignof(tcp_header) == 1);

/// ICMP and ICMPv6 (RFC 792, RFC 4443). Identifier and sequence belong to echo; other messages use them otherwise.
struct icmp_header {
    std::uint8_t type;
    std::uint8_t code;
    be16 checksum;
    be16 identifier;
    be16 sequence;

    static constexpr std::uint8_t echo_reply = 0;
    static constexpr std::uint8_t echo_request = 8;
    static constexpr std::uint8_t v6_echo_request = 128;
    static constexpr std::uint8_t v6_echo_reply = 129;

    /// Of ICMP (RFC 792) echo and its reply have an identifier; of ICMPv6 (RFC 4443), their like.
    [[nodiscard]] constexpr bool has_identifier(bool v6) const noexcept {
        return v6 ? type == v6_echo_request || type == v6_echo_reply : type == echo_request || type == echo_reply;
    }
};
static_assert(sizeof(icmp_header) == 8 && alignof(icmp_header) == 1);

/// RFC 9260.
struct sctp_header {
    be16 source_port;
    be16 destination_port;
    be32 verification_tag;
    be32 checksum;
};
static_assert(sizeof(sctp_header) == 12 && alignof(sctp_header) == 1);

} // namespace xdpk
