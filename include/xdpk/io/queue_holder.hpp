// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace xdpk {

/// A process with AF_XDP sockets in our network namespace.
struct xsk_process {
    pid_t pid = 0;
    std::string command{};
    bool certain =
        false; ///< its sockets are tied to the queue, or nobody else has any; else they may be on another one
};

/// Who holds a queue.
struct queue_holder {
    bool bound = false;                   ///< the kernel says that a socket is bound (Linux 6.15); false proves nothing
    std::vector<xsk_process> processes{}; ///< those with the firmest tie to the queue
};

/// Looks for whoever has an AF_XDP socket on a queue of an interface of our network namespace. Nothing if the kernel
/// knows of no socket on it and no process has any. Made for telling the user about an EBUSY: it walks /proc.
///
/// Sees processes that the caller may trace (CAP_SYS_PTRACE, or the same user). The kernel ties a socket to a queue by
/// the NAPI instance that first delivered to it: in zero-copy mode, in copy mode only before Linux 6.15. Drivers that
/// do not tell their queues' NAPI instances leave a tie to the interface.
[[nodiscard]] std::optional<queue_holder> find_queue_holder(int ifindex, unsigned queue);

/// "l2fwd (pid 4711)"; candidates as "perhaps l2fwd (pid 4711) or xdpsock (pid 4712)"; without any process
/// "a socket of another user, or one that the kernel is still taking down".
[[nodiscard]] std::string describe(const queue_holder& holder);

} // namespace xdpk
