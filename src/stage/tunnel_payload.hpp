// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/tunnel.hpp>

#include <cstddef>

namespace xdpk::detail {

/// Says in the tunnel's last header what the payload is: with a protocol number or an ether type.
void name_payload(std::byte* outer, const tunnel_header& tunnel, bool v4) noexcept;

} // namespace xdpk::detail
