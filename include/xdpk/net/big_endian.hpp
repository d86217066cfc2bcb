// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace xdpk {

namespace detail {

template <class T, bool = std::is_enum_v<T>>
struct wire_integer {
    using type = std::underlying_type_t<T>;
};
template <class T>
struct wire_integer<T, false> {
    using type = T;
};

template <class T>
constexpr T swap_bytes(T value) noexcept {
    if constexpr (sizeof(T) == 2)
        return __builtin_bswap16(value);
    else if constexpr (sizeof(T) == 4)
        return __builtin_bswap32(value);
    else
        return __builtin_bswap64(value);
}

} // namespace detail

/// An unsigned integer, or an enumeration of one, as it stands on the wire: most significant byte first.
/// Stored as bytes: alignment 1, so that header structs overlay a frame at any address. No implicit conversions.
template <class T>
class big_endian {
public:
    /// T, or its underlying type when T is an enumeration.
    using integer = typename detail::wire_integer<T>::type;
    static_assert(std::is_unsigned_v<integer> && sizeof(integer) > 1);

    constexpr big_endian() noexcept = default;
    constexpr explicit big_endian(T host) noexcept : big_endian(from_raw(flip(static_cast<integer>(host)))) {}

    /// The value in host order.
    [[nodiscard]] constexpr T host() const noexcept { return static_cast<T>(flip(raw())); }

    /// The integer whose bytes in memory are the bytes on the wire: for checksums and hashes.
    [[nodiscard]] constexpr integer raw() const noexcept { return std::bit_cast<integer>(bytes_); }
    [[nodiscard]] static constexpr big_endian from_raw(integer raw) noexcept { return std::bit_cast<big_endian>(raw); }

    friend constexpr bool operator==(big_endian a, big_endian b) noexcept { return a.raw() == b.raw(); }
    friend constexpr auto operator<=>(big_endian a, big_endian b) noexcept { return a.host() <=> b.host(); }

private:
    static constexpr integer flip(integer value) noexcept {
        return std::endian::native == std::endian::big ? value : detail::swap_bytes(value);
    }

    std::array<std::uint8_t, sizeof(integer)> bytes_{};
};

using be16 = big_endian<std::uint16_t>;
using be32 = big_endian<std::uint32_t>;
using be64 = big_endian<std::uint64_t>;

static_assert(sizeof(be16) == 2 && alignof(be16) == 1);
static_assert(sizeof(be32) == 4 && alignof(be32) == 1);
static_assert(sizeof(be64) == 8 && alignof(be64) == 1);

} // namespace xdpk
