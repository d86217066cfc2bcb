// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/stage/flow_engine.hpp>
#include <xdpk/stage/flow_stage.hpp>

#include <array>
#include <cstdint>

namespace xdpk::detail {

/// What xdpk_flow_record::timeout counts.
enum flow_timeout : std::uint8_t { tcp_established, tcp_transitory, udp, icmp, other, refused };

[[nodiscard]] std::array<std::uint32_t, 6> timeouts_by_number(const flow_timeouts& timeouts) noexcept;
[[nodiscard]] flow_timeout timeout_of(ip_proto protocol, bool established) noexcept;

/// What a classifier wants to know of a packet that begins a flow, or of a flow without its packet.
[[nodiscard]] packet_fields fields_of(const flow_key& key, const packet& p) noexcept;
[[nodiscard]] packet_fields fields_of(const flow_key& key) noexcept;
/// A question about the flow with this key, with and without a packet of its first direction.
[[nodiscard]] flow_decision about(const flow_key& key, const packet& p) noexcept;
[[nodiscard]] flow_decision about(const flow_key& key) noexcept;

/// Both directions' records, the first direction's first.
[[nodiscard]] std::array<xdpk_flow_record, 2> make_records(const flow_decision& d) noexcept;

} // namespace xdpk::detail
