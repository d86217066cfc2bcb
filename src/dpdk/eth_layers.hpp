// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_queue.hpp"

#include <xdpk/dpdk/rte_spinlock.h>

#include <atomic>
#include <memory>
#include <vector>

namespace xdpk::dpdk {

struct eth_port;

/// Something around a queue: its burst function calls that of what is within.
struct queue_layer : xdpk_eth_queue {
    queue_layer(xdpk_eth_burst_fn fn, xdpk_eth_queue* inside) noexcept : xdpk_eth_queue{fn}, within(inside) {}
    queue_layer(const queue_layer&) = delete;
    queue_layer& operator=(const queue_layer&) = delete;
    virtual ~queue_layer() = default;

    xdpk_eth_queue* within;
};

/// A transmit queue that several queues of the program share.
struct shared_layer final : queue_layer {
    shared_layer(xdpk_eth_queue* inside, rte_spinlock_t& with) noexcept;
    rte_spinlock_t* lock;
};

/// A callback of the program's; the other function is nullptr.
struct queue_callback {
    rte_rx_callback_fn rx = nullptr;
    rte_tx_callback_fn tx = nullptr;
    void* argument = nullptr;
};

/// The callbacks of a queue. A change makes a new list; the old ones stay, since somebody may be in them.
struct callback_layer final : queue_layer {
    callback_layer(xdpk_eth_burst_fn fn, std::uint16_t port_number, std::uint16_t queue_number) noexcept
        : queue_layer(fn, nullptr), port(port_number), queue(queue_number) {}

    using list = std::vector<const queue_callback*>;
    [[nodiscard]] bool empty() const noexcept { return lists.empty() || lists.back()->empty(); }
    const queue_callback* add(const queue_callback& callback, bool first);
    /// False if there is no such callback.
    bool remove(const queue_callback* callback);

    std::uint16_t port;
    std::uint16_t queue;
    std::atomic<const list*> now = nullptr;
    std::vector<std::unique_ptr<list>> lists;
    std::vector<std::unique_ptr<queue_callback>> callbacks;

private:
    void publish(list&& next);
};

/// What is around one queue of a port, from the inside out; nullptr where there is no such layer.
struct queue_layers {
    xdpk_eth_queue* device = nullptr; ///< the queue itself; nullptr while the port is stopped
    std::unique_ptr<shared_layer> shared;
    std::unique_ptr<queue_layer> flows; ///< rules for received packets
    std::unique_ptr<queue_layer> offloads;
    std::vector<std::unique_ptr<queue_layer>> past{}; ///< layers that somebody may still be in
    std::unique_ptr<callback_layer> callbacks;        ///< outlives a stop
    bool stopped = false;                             ///< by the program, for itself
};

/// Makes the layers that the port's configuration asks for; and lets go of them.
void lay_layers(eth_port& port);
void drop_layers(eth_port& port) noexcept;

/// Lets programs use the outermost layer of a queue, or nothing if it is stopped.
void refresh_rx(eth_port& port, std::uint16_t queue) noexcept;
void refresh_tx(eth_port& port, std::uint16_t queue) noexcept;

/// Makes the layer of offloads anew.
void refresh_rx_offloads(eth_port& port, std::uint16_t queue);
void refresh_tx_offloads(eth_port& port, std::uint16_t queue);

/// The layer of callbacks of a queue, which may be empty.
[[nodiscard]] callback_layer& rx_callbacks(eth_port& port, std::uint16_t queue);
[[nodiscard]] callback_layer& tx_callbacks(eth_port& port, std::uint16_t queue);

} // namespace xdpk::dpdk
