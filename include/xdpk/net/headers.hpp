// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ethernet.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/transport.hpp>

#include <cstddef>
#include <span>
#include <type_traits>

namespace xdpk {

/// What may overlay a frame's bytes: any address will do, every bit pattern is a value.
template <class T>
concept wire_header = std::is_trivially_copyable_v<T> && alignof(T) == 1;

namespace detail {

template <class Header, class Byte>
Header* overlay(std::span<Byte> bytes, std::size_t offset) noexcept {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Header))
        return nullptr;
    return reinterpret_cast<Header*>(bytes.data() + offset);
}

} // namespace detail

/// The header that starts `offset` bytes into `bytes`; null if it does not fit.
template <wire_header Header>
[[nodiscard]] const Header* header_at(std::span<const std::byte> bytes, std::size_t offset) noexcept {
    return detail::overlay<const Header>(bytes, offset);
}

template <wire_header Header>
[[nodiscard]] Header* header_at(std::span<std::byte> bytes, std::size_t offset) noexcept {
    return detail::overlay<Header>(bytes, offset);
}

} // namespace xdpk
