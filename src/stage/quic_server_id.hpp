// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/load_balancer_config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk::detail {

/// What stands in the destination connection id of a QUIC packet where the backends write their server id; nothing if
/// the packet has no such place. `datagram` is the UDP payload. Of packets with a short header, in which the id's
/// length does not stand, ids are taken to be long enough (RFC 8999, section 5).
[[nodiscard]] std::optional<std::uint64_t> read_server_id(std::span<const std::byte> datagram,
                                                          const quic_routing& where) noexcept;

} // namespace xdpk::detail
