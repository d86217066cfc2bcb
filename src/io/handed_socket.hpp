// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace xdpk {

/// An AF_XDP socket for a process that may not open one itself: tied to the device (SO_BINDTODEVICE), so that it binds
/// to no other, and not yet bound to a queue. In the network namespace of the calling thread. Throws xdpk::error.
[[nodiscard]] fd open_handed_socket(const std::string& ifname);

[[nodiscard]] bool is_xsk(int socket) noexcept;

/// Sets up preferred busy polling on somebody's AF_XDP socket: wholly, or it is left as it was. Gives an errno; the
/// kernel wants CAP_NET_ADMIN.
[[nodiscard]] int set_busy_poll(int socket, std::chrono::microseconds time, std::uint32_t budget) noexcept;

} // namespace xdpk
