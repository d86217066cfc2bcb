// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_node.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// Next hops of `count` addresses of `Bytes` bytes each, in wire order, one behind the other.
template <std::size_t Bytes>
using lpm_lookup = void (*)(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                            std::size_t count) noexcept;

/// For any CPU.
template <std::size_t Bytes>
void lpm_lookup_portable(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                         std::size_t count) noexcept;

/// For CPUs with AVX-512 BW and VL, BMI2 and POPCNT; IPv4's with VPOPCNTDQ too.
template <std::size_t Bytes>
void lpm_lookup_avx512(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                       std::size_t count) noexcept;

template <>
void lpm_lookup_portable<4>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;
template <>
void lpm_lookup_portable<16>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;
template <>
void lpm_lookup_avx512<4>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;
template <>
void lpm_lookup_avx512<16>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;

/// Whether this CPU, and the system, have what both of lpm_lookup_avx512 need.
[[nodiscard]] bool has_lpm_lookup_avx512() noexcept;

} // namespace xdpk::detail
