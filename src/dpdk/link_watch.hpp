// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <mutex>
#include <thread>
#include <vector>

namespace xdpk::dpdk {

struct eth_port;

/// A thread that listens to what the kernel says of links, and tells when that of a port changed or its device is gone.
class link_watch {
public:
    [[nodiscard]] static link_watch& instance();

    /// Throws xdpk::error. Nothing is told of the port any more when remove() returns.
    void add(eth_port& port);
    void remove(eth_port& port) noexcept;

private:
    void begin();
    void run() noexcept;
    void look() noexcept;

    std::recursive_mutex lock_; ///< a callback may start or stop ports
    std::vector<eth_port*> ports_;
    fd socket_;
    std::thread thread_;
};

} // namespace xdpk::dpdk
