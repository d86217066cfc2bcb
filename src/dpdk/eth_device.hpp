// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_queue.hpp"

#include <xdpk/net/mac_address.hpp>

#include <memory>
#include <string>
#include <vector>

namespace xdpk::dpdk {

/// How a program set up a receive queue.
struct rx_setup {
    rte_mempool* pool = nullptr; ///< nullptr: not yet
    std::uint16_t descriptors = 0;
    rte_eth_rxconf conf{};
};

/// How a program set up a transmit queue.
struct tx_setup {
    bool done = false;
    std::uint16_t descriptors = 0;
    rte_eth_txconf conf{};
};

/// What a port's device is to open.
struct queue_plan {
    std::uint16_t port = 0;
    bool scatter = false; ///< packets may have several segments
    std::vector<rx_setup> rx{};
    std::vector<tx_setup> tx{};
};

/// The queues of a started device, in the order of the plan. Transmit queues beyond the device's own are not there:
/// the n-th of the plan is queue n modulo their number.
struct open_queues {
    std::vector<std::unique_ptr<eth_queue>> rx{};
    std::vector<std::unique_ptr<eth_queue>> tx{};
};

/// What a port stands for. Control thread; what may fail throws xdpk::error, with ENOTSUP where a kind of device
/// cannot do it.
class eth_device {
public:
    eth_device() = default;
    eth_device(const eth_device&) = delete;
    eth_device& operator=(const eth_device&) = delete;
    virtual ~eth_device() = default;

    [[nodiscard]] virtual const char* driver() const noexcept = 0;
    /// Fills in what is particular to it.
    virtual void describe(rte_eth_dev_info& info) const = 0;
    /// The kernel's interface that it stands for, or nullptr.
    [[nodiscard]] virtual const char* netdev() const noexcept { return nullptr; }
    [[nodiscard]] virtual int numa_node() const noexcept { return -1; }

    /// Receive queues that it can open.
    [[nodiscard]] virtual std::uint32_t receive_queues() const noexcept { return XDPK_ETH_MAX_QUEUES; }
    /// Opens the queues; none are open.
    [[nodiscard]] virtual open_queues start(const queue_plan& plan) = 0;
    /// After the queues are gone.
    virtual void stop() noexcept {}
    /// The process ends while queues are open and perhaps used: leaves nothing behind in the kernel.
    virtual void release() noexcept {}

    [[nodiscard]] virtual rte_eth_link link() const noexcept;
    virtual void set_up(bool up);
    [[nodiscard]] virtual bool gone() const noexcept { return false; }

    [[nodiscard]] virtual mac_address mac() const { return mac_; }
    virtual void set_mac(const mac_address& mac) { mac_ = mac; }
    virtual void accept(const mac_address& /*other*/, bool /*wanted*/) {}
    virtual void promiscuous(bool /*wanted*/) {}
    virtual void allmulticast(bool /*wanted*/) {}
    [[nodiscard]] virtual std::uint16_t mtu() const { return mtu_; }
    virtual void set_mtu(std::uint16_t mtu) { mtu_ = mtu; }

protected:
    mac_address mac_{};
    std::uint16_t mtu_ = 1500;
    bool up_ = true;
};

} // namespace xdpk::dpdk
