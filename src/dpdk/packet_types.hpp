// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk::dpdk {

/// RTE_PTYPE_* of a parsed packet.
[[nodiscard]] std::uint32_t packet_type_of(const parsed_packet& at, std::span<const std::byte> head) noexcept;

/// An IEEE 1588 message right over Ethernet.
[[nodiscard]] bool is_timesync(std::span<const std::byte> head) noexcept;

/// The outermost VLAN tag, in host byte order.
[[nodiscard]] std::optional<std::uint16_t> outer_tag(std::span<const std::byte> head) noexcept;

} // namespace xdpk::dpdk
