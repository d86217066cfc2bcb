// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "followed_hosts.hpp"
#include "followed_routes.hpp"

#include <xdpk/io/kernel_monitor.hpp>

#include <cstddef>
#include <memory>
#include <set>
#include <vector>

namespace xdpk::stages {

struct kernel_tables_config {
    std::vector<kernel_device> devices{};
    std::shared_ptr<forwarding_table> routes{};
    std::shared_ptr<hop_table> hops{};
    std::set<address_block> configured{}; ///< masked prefixes whose routes are not the kernel's to tell
};

/// What the kernel tells of its routes, neighbours and addresses, done to the tables that workers use: see
/// followed_routes, followed_neighbours and followed_addresses for what becomes of each. Control thread.
class kernel_picture {
public:
    /// Throws xdpk::error if a table is missing.
    explicit kernel_picture(const kernel_tables_config& config,
                            kernel_devices::numbering number_of = kernel_devices::the_kernels);

    void operator()(const kernel_event& event);
    /// No worker is in a burst that it began before the last event: memory that is not used any more is taken back, and
    /// routes that had no room are tried once more.
    void reclaim();

    [[nodiscard]] own_addresses own() const { return addresses_.own(); }
    [[nodiscard]] refusal_source errors() const { return addresses_.errors(); }
    /// Whether own() or errors() may be others than when this was asked last.
    [[nodiscard]] bool take_own_change() noexcept { return addresses_.take_change(); }
    /// Routes that found no room.
    [[nodiscard]] std::size_t refused() const noexcept { return routes_.refused(); }
    [[nodiscard]] std::size_t routes() const noexcept { return routes_.size(); }

private:
    void hear(kernel_snapshot_start /*unused*/);
    void hear(kernel_snapshot_end /*unused*/);
    void hear(const kernel_change<kernel_route>& change) { routes_.hear(change, devices_); }
    void hear(const kernel_change<kernel_neighbour>& change);
    void hear(const kernel_change<kernel_address>& change) { addresses_.hear(change, devices_); }

    kernel_devices devices_;
    std::shared_ptr<forwarding_table> table_;
    followed_routes routes_;
    followed_neighbours neighbours_;
    followed_addresses addresses_;
};

/// Follows the kernel of the network namespace that the calling thread is in. Control thread.
class kernel_tables {
public:
    /// All that there is is in the tables when it returns. Throws xdpk::error.
    explicit kernel_tables(const kernel_tables_config& config);

    /// Becomes readable when serve() has something to do.
    [[nodiscard]] int wait_fd() const noexcept { return monitor_.wait_fd(); }
    /// Does what the kernel tells by now. Throws xdpk::error if it can no longer be heard.
    void serve();

    [[nodiscard]] kernel_picture& picture() noexcept { return picture_; }

private:
    kernel_monitor monitor_;
    kernel_picture picture_;
};

} // namespace xdpk::stages
