// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/io/kernel_neighbours.hpp>
#include <xdpk/io/kernel_routes.hpp>

#include <cstddef>
#include <functional>
#include <variant>
#include <vector>

namespace xdpk {

/// Something is there, was there before with other properties, or is gone.
template <class T>
struct kernel_change {
    T what;
    bool present = true;
};

/// From here on everything is told once more: what is not told until the end of the snapshot is there no longer.
struct kernel_snapshot_start {};
struct kernel_snapshot_end {};

using kernel_event = std::variant<kernel_snapshot_start, kernel_snapshot_end, kernel_change<kernel_route>,
                                  kernel_change<kernel_neighbour>, kernel_change<kernel_address>>;

/// Follows the kernel's routes, neighbours and addresses of both families (rtnetlink), in the network namespace of the
/// thread that made it. One thread; no rights are needed.
///
/// The first receive() tells all there is, later ones what changed since. A change may be told twice. When the kernel
/// had more to say than the socket's buffer holds, or an interface goes down or a nexthop object is deleted, at which
/// the kernel drops routes without a word, a snapshot follows.
class kernel_monitor {
public:
    using listener = std::function<void(const kernel_event&)>;

    /// `receive_buffer`: bytes; the kernel gives twice as much, or less without CAP_NET_ADMIN. Throws xdpk::error.
    explicit kernel_monitor(std::size_t receive_buffer = std::size_t{4} << 20U);

    /// Becomes readable when there is something to receive.
    [[nodiscard]] int wait_fd() const noexcept { return socket_.get(); }

    /// Hands over what there is, and does not wait for more. Throws xdpk::error.
    void receive(const listener& each);

private:
    /// False if something was lost.
    bool drain(const listener& each);
    bool pass_on(std::size_t bytes, const listener& each);

    fd socket_;
    bool complete_ = false; ///< all that has happened so far was told or is in the socket
    std::vector<char> buffer_;
};

} // namespace xdpk
