// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>

namespace xdpk {

/// An address block of one family. Bits of the address behind the length may be set; masked() clears them.
template <class Address>
struct ip_prefix {
    static constexpr unsigned bits = sizeof(Address) * 8;

    Address address{};
    std::uint8_t length = 0; ///< 0 to `bits`

    auto operator<=>(const ip_prefix&) const = default; // NOLINT(modernize-use-nullptr): there is no pointer

    [[nodiscard]] constexpr ip_prefix masked() const noexcept {
        ip_prefix result = *this;
        for (std::size_t i = 0; i < sizeof(Address); ++i)
            result.address.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] & mask_byte(i));
        return result;
    }

    [[nodiscard]] constexpr bool contains(const Address& other) const noexcept {
        unsigned difference = 0;
        for (std::size_t i = 0; i < sizeof(Address); ++i)
            difference |= static_cast<unsigned>(address.bytes[i] ^ other.bytes[i]) & mask_byte(i);
        return difference == 0;
    }

    [[nodiscard]] constexpr bool contains(const ip_prefix& other) const noexcept {
        return length <= other.length && contains(other.address);
    }

    /// Byte `i` of the network mask.
    [[nodiscard]] constexpr std::uint8_t mask_byte(std::size_t i) const noexcept {
        const unsigned before = static_cast<unsigned>(i) * 8;
        if (length >= before + 8)
            return 0xFF;
        return length <= before ? std::uint8_t{0} : static_cast<std::uint8_t>(0xFF00U >> (length - before));
    }
};

/// Where packets to a block go.
template <class Address>
struct ip_route {
    ip_prefix<Address> prefix{};
    std::uint16_t next_hop = 0; ///< the caller's number
};

using ipv4_prefix = ip_prefix<ipv4_address>;
using ipv6_prefix = ip_prefix<ipv6_address>;

} // namespace xdpk
