// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/embedded_address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace xdpk {

namespace {

constexpr std::size_t reserved_byte = 8; // bits 64 to 71

/// Where byte `i` of an IPv4 address stands behind a prefix of this length.
std::size_t place_of(std::size_t i, unsigned length) noexcept {
    const std::size_t place = length / 8 + i;
    return length <= 64 && place >= reserved_byte ? place + 1 : place;
}

} // namespace

bool is_translation_prefix_length(unsigned length) noexcept {
    constexpr std::array lengths{32U, 40U, 48U, 56U, 64U, 96U};
    return std::ranges::find(lengths, length) != lengths.end();
}

ipv6_address embed(const ipv4_address& address, const ipv6_address& prefix, unsigned length) noexcept {
    ipv6_address made;
    std::copy_n(prefix.bytes.begin(), length / 8, made.bytes.begin());
    made.bytes[reserved_byte] = 0;
    for (std::size_t i = 0; i < address.bytes.size(); ++i)
        made.bytes[place_of(i, length)] = address.bytes[i];
    return made;
}

ipv4_address embedded_in(const ipv6_address& address, unsigned length) noexcept {
    ipv4_address found;
    for (std::size_t i = 0; i < found.bytes.size(); ++i)
        found.bytes[i] = address.bytes[place_of(i, length)];
    return found;
}

bool is_global(const ipv4_address& address) noexcept {
    constexpr std::array<ipv4_prefix, 14> not_global{{{{{0, 0, 0, 0}}, 8},
                                                      {{{10, 0, 0, 0}}, 8},
                                                      {{{100, 64, 0, 0}}, 10},
                                                      {{{127, 0, 0, 0}}, 8},
                                                      {{{169, 254, 0, 0}}, 16},
                                                      {{{172, 16, 0, 0}}, 12},
                                                      {{{192, 0, 0, 0}}, 24},
                                                      {{{192, 0, 2, 0}}, 24},
                                                      {{{192, 88, 99, 0}}, 24},
                                                      {{{192, 168, 0, 0}}, 16},
                                                      {{{198, 18, 0, 0}}, 15},
                                                      {{{198, 51, 100, 0}}, 24},
                                                      {{{203, 0, 113, 0}}, 24},
                                                      {{{224, 0, 0, 0}}, 3}}};
    return std::ranges::none_of(not_global, [&](const ipv4_prefix& p) { return p.contains(address); });
}

} // namespace xdpk
