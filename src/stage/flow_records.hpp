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

/// A question about the flow with this key, without a packet.
[[nodiscard]] flow_decision about(const flow_key& key) noexcept;
/// What a classifier wants to know of a packet besides its key.
void add_packet(flow_decision& d, const packet& p) noexcept;

/// Both directions' records, the first direction's first.
[[nodiscard]] std::array<xdpk_flow_record, 2> make_records(const flow_decision& d) noexcept;

} // namespace xdpk::detail
