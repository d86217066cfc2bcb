// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace xdpk::dpdk {

/// rte_hash_crc() with the instructions that this CPU has, whatever the library was compiled for.
[[nodiscard]] std::uint32_t hash_crc(const void* key, std::uint32_t length, std::uint32_t seed) noexcept;

} // namespace xdpk::dpdk
