// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

namespace detail {

/// The sum of 32-bit words as they stand in memory, zeros behind.
[[nodiscard]] std::uint64_t sum_bytes(std::span<const std::byte> bytes) noexcept;

} // namespace detail

/// A ones' complement sum of 16-bit words (RFC 1071): of the bytes that a checksum covers, or of the difference that
/// a rewrite makes (RFC 1624). Plain data of 8 bytes; the order of additions does not matter; room for 2^31 of them.
class ones_complement_sum {
public:
    constexpr ones_complement_sum() noexcept = default;
    /// Goes on from what folded() gave.
    constexpr explicit ones_complement_sum(std::uint16_t folded) noexcept : sum_(folded) {}

    /// Bytes that start at an even offset of the whole; only the last piece may be of odd length.
    void add(std::span<const std::byte> bytes) noexcept { sum_ += detail::sum_bytes(bytes); }
    constexpr void add(be16 value) noexcept { sum_ += value.raw(); }
    constexpr void add(be32 value) noexcept { sum_ += value.raw(); }
    constexpr void add(const ipv4_address& value) noexcept { add_words<1>(value); }
    constexpr void add(const ipv6_address& value) noexcept { add_words<4>(value); }
    /// The fixed part of a header, its checksum field as it stands.
    constexpr void add(const ipv4_header& value) noexcept { add_words<5>(value); }

    /// The difference between a field's old and its new value (RFC 1624, equation 3).
    template <class T>
    constexpr void replace(const T& before, const T& now) noexcept {
        ones_complement_sum old;
        old.add(before);
        sum_ += old.complement();
        add(now);
    }

    /// The sum in 16 bits, as they stand in memory. Zero only if nothing but zeros was added.
    [[nodiscard]] constexpr std::uint16_t folded() const noexcept {
        std::uint64_t sum = (sum_ >> 32U) + (sum_ & 0xffffffffU);
        sum = (sum >> 32U) + (sum >> 16U & 0xffffU) + (sum & 0xffffU);
        sum = (sum >> 16U) + (sum & 0xffffU);
        return static_cast<std::uint16_t>((sum >> 16U) + sum);
    }

    /// The checksum of what was added.
    [[nodiscard]] constexpr be16 checksum() const noexcept { return be16::from_raw(complement()); }

private:
    template <std::size_t N, class T>
    constexpr void add_words(const T& value) noexcept {
        for (const std::uint32_t word : std::bit_cast<std::array<std::uint32_t, N>>(value))
            sum_ += word;
    }

    [[nodiscard]] constexpr std::uint16_t complement() const noexcept { return static_cast<std::uint16_t>(~folded()); }

    std::uint64_t sum_ = 0;
};

/// What the checksums of UDP, TCP and ICMPv6 cover besides their own bytes (RFC 9293 §3.1, RFC 8200 §8.1).
/// `length` is that of transport header and payload. With a routing header the destination must be the final one.
template <class Header>
requires std::same_as<Header, ipv4_header> || std::same_as<Header, ipv6_header>
[[nodiscard]] constexpr ones_complement_sum pseudo_header_sum(const Header& ip, ip_proto protocol,
                                                              std::uint32_t length) noexcept {
    ones_complement_sum sum;
    sum.add(ip.source);
    sum.add(ip.destination);
    sum.add(be32{static_cast<std::uint32_t>(protocol)});
    sum.add(be32{length});
    return sum;
}

/// The checksum of `bytes`.
[[nodiscard]] inline be16 internet_checksum(std::span<const std::byte> bytes) noexcept {
    ones_complement_sum sum;
    sum.add(bytes);
    return sum.checksum();
}

namespace detail {

inline ones_complement_sum header_sum(const ipv4_header& ip) noexcept {
    ones_complement_sum sum;
    sum.add(ip);
    if (const std::size_t length = ip.header_length(); length > sizeof(ip))
        sum.add(std::span(reinterpret_cast<const std::byte*>(&ip) + sizeof(ip), length - sizeof(ip)));
    return sum;
}

} // namespace detail

/// What the checksum field of an IPv4 header should hold, whatever it holds. The options must be in memory too.
[[nodiscard]] inline be16 header_checksum(const ipv4_header& ip) noexcept {
    ones_complement_sum sum = detail::header_sum(ip);
    sum.replace(ip.checksum, be16{});
    return sum.checksum();
}

/// Whether a received IPv4 header's checksum is right (RFC 1812 §5.2.2). The options must be in memory too.
[[nodiscard]] inline bool has_valid_checksum(const ipv4_header& ip) noexcept {
    return detail::header_sum(ip).folded() == 0xffff;
}

/// UDP's checksum for a sum of pseudo-header and datagram: zero means "none" there, so 0 is sent as 0xffff (RFC 768).
[[nodiscard]] constexpr be16 udp_checksum(const ones_complement_sum& sum) noexcept {
    const be16 checksum = sum.checksum();
    return checksum == be16{} ? be16{0xffff} : checksum;
}

/// The checksum after the changes in `difference`, made of replace() calls (RFC 1624, equation 3).
[[nodiscard]] constexpr be16 updated_checksum(be16 checksum, ones_complement_sum difference) noexcept {
    difference.add(be16::from_raw(static_cast<std::uint16_t>(~checksum.raw())));
    return difference.checksum();
}

/// The same for UDP: no checksum stays no checksum.
[[nodiscard]] constexpr be16 updated_udp_checksum(be16 checksum, ones_complement_sum difference) noexcept {
    if (checksum == be16{})
        return checksum;
    difference.add(be16::from_raw(static_cast<std::uint16_t>(~checksum.raw())));
    return udp_checksum(difference);
}

} // namespace xdpk
