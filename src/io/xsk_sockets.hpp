// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace xdpk::detail {

/// An AF_XDP socket of some process, in the network namespace of the calling thread.
struct xsk_socket_facts {
    pid_t pid = 0;
    unsigned napi_id = 0; ///< of the queue that first delivered to it; 0 if none has or it may not be asked
};

/// The AF_XDP sockets of all processes that the caller may look into.
[[nodiscard]] std::vector<xsk_socket_facts> xsk_sockets();

/// A process's name as the kernel keeps it (15 characters).
[[nodiscard]] std::string command_of(pid_t pid);

} // namespace xdpk::detail
