// SPDX-License-Identifier: BSD-3-Clause
#include "quic_server_id.hpp"

namespace xdpk::detail {

namespace {

constexpr std::byte long_header{0x80};
constexpr std::size_t id_length_at = 5; // behind the first byte and the version
constexpr std::size_t short_header_id_at = 1;

/// The destination connection id, and in packets with a short header all that follows.
std::span<const std::byte> connection_id(std::span<const std::byte> datagram) noexcept {
    if (datagram.empty())
        return {};
    if ((datagram[0] & long_header) == std::byte{})
        return datagram.subspan(short_header_id_at);
    if (datagram.size() <= id_length_at)
        return {};
    const auto length = std::to_integer<std::size_t>(datagram[id_length_at]);
    const std::span<const std::byte> rest = datagram.subspan(id_length_at + 1);
    return length <= rest.size() ? rest.first(length) : std::span<const std::byte>{};
}

} // namespace

std::optional<std::uint64_t> read_server_id(std::span<const std::byte> datagram, const quic_routing& where) noexcept {
    const std::span<const std::byte> id = connection_id(datagram);
    if (id.size() < std::size_t{where.offset} + where.length)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const std::byte byte : id.subspan(where.offset, where.length))
        value = value << 8U | std::to_integer<std::uint64_t>(byte);
    return value;
}

} // namespace xdpk::detail
