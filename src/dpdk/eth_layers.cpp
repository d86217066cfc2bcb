// SPDX-License-Identifier: BSD-3-Clause
#include "eth_layers.hpp"

#include "eth_port.hpp"
#include "flow_layer.hpp"
#include "rx_offloads.hpp"
#include "tx_offloads.hpp"

#include <algorithm>

namespace xdpk::dpdk {

namespace {

std::uint16_t send_shared(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) {
    const auto& layer = *static_cast<shared_layer*>(self);
    rte_spinlock_lock(layer.lock);
    const std::uint16_t sent = layer.within->burst(layer.within, packets, n);
    rte_spinlock_unlock(layer.lock);
    return sent;
}

std::uint16_t receive_and_call(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) {
    auto& layer = *static_cast<callback_layer*>(self);
    std::uint16_t got = layer.within->burst(layer.within, packets, n);
    for (const queue_callback* const c : *layer.now.load(std::memory_order_acquire))
        got = c->rx(layer.port, layer.queue, packets, got, n, c->argument);
    return got;
}

std::uint16_t call_and_send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) {
    auto& layer = *static_cast<callback_layer*>(self);
    for (const queue_callback* const c : *layer.now.load(std::memory_order_acquire))
        n = c->tx(layer.port, layer.queue, packets, n, c->argument);
    return layer.within->burst(layer.within, packets, n);
}

xdpk_eth_queue* outermost(queue_layers& layers) noexcept {
    xdpk_eth_queue* top = layers.device;
    if (top == nullptr || layers.stopped)
        return idle_queue();
    for (queue_layer* const layer :
         {static_cast<queue_layer*>(layers.shared.get()), layers.flows.get(), layers.offloads.get()})
        top = layer != nullptr ? layer : top;
    if (layers.callbacks == nullptr || layers.callbacks->empty())
        return top;
    layers.callbacks->within = top;
    return layers.callbacks.get();
}

void publish(xdpk_eth_queue*& slot, queue_layers& layers) noexcept {
    __atomic_store_n(&slot, outermost(layers), __ATOMIC_RELEASE);
}

} // namespace

shared_layer::shared_layer(xdpk_eth_queue* inside, rte_spinlock_t& with) noexcept
    : queue_layer(send_shared, inside), lock(&with) {}

void callback_layer::publish(list&& next) {
    lists.push_back(std::make_unique<list>(std::move(next)));
    now.store(lists.back().get(), std::memory_order_release);
}

const queue_callback* callback_layer::add(const queue_callback& callback, bool first) {
    callbacks.push_back(std::make_unique<queue_callback>(callback));
    const queue_callback* const added = callbacks.back().get();
    list next = lists.empty() ? list{} : *lists.back();
    next.insert(first ? next.begin() : next.end(), added);
    publish(std::move(next));
    return added;
}

bool callback_layer::remove(const queue_callback* callback) {
    list next = lists.empty() ? list{} : *lists.back();
    if (std::erase(next, callback) == 0)
        return false;
    publish(std::move(next));
    return true;
}

void lay_layers(eth_port& port) {
    port.rx_layers.resize(port.rx.size());
    port.tx_layers.resize(port.tx.size());
    for (std::size_t q = 0; q < port.rx.size(); ++q) {
        queue_layers& layers = port.rx_layers[q];
        layers.device = port.queues.rx[q].get();
        layers.stopped = port.rx[q].conf.rx_deferred_start != 0;
    }
    if (port.flows.any())
        lay_flows(port);
    for (std::uint16_t q = 0; q < port.rx.size(); ++q)
        port.rx_layers[q].offloads = make_rx_offloads(port, q);
    const std::size_t own = port.queues.tx.size();
    for (std::size_t q = 0; q < port.tx.size(); ++q) {
        queue_layers& layers = port.tx_layers[q];
        layers.device = port.queues.tx[q % own].get();
        layers.stopped = port.tx[q].conf.tx_deferred_start != 0;
        if (q % own + own < port.tx.size())
            layers.shared = std::make_unique<shared_layer>(layers.device, port.record->tx_locks[q % own]);
        layers.offloads = make_tx_offloads(port, static_cast<std::uint16_t>(q));
    }
}

void drop_layers(eth_port& port) noexcept {
    port.flows.use({});
    for (auto* const all : {&port.rx_layers, &port.tx_layers})
        for (queue_layers& layers : *all) {
            layers.offloads.reset();
            layers.past.clear();
            layers.flows.reset();
            layers.shared.reset();
            layers.device = nullptr;
        }
}

void refresh_rx(eth_port& port, std::uint16_t queue) noexcept {
    publish(xdpk_eth_rx_queues[port.id][queue], port.rx_layers[queue]);
}

void refresh_tx(eth_port& port, std::uint16_t queue) noexcept {
    publish(xdpk_eth_tx_queues[port.id][queue], port.tx_layers[queue]);
}

void refresh_rx_offloads(eth_port& port, std::uint16_t queue) {
    queue_layers& layers = port.rx_layers[queue];
    // Somebody may be in the old one: it stays until the port is stopped.
    if (layers.offloads != nullptr)
        layers.past.push_back(std::move(layers.offloads));
    layers.offloads = make_rx_offloads(port, queue);
}

void refresh_tx_offloads(eth_port& port, std::uint16_t queue) {
    queue_layers& layers = port.tx_layers[queue];
    if (layers.offloads != nullptr)
        layers.past.push_back(std::move(layers.offloads));
    layers.offloads = make_tx_offloads(port, queue);
}

callback_layer& rx_callbacks(eth_port& port, std::uint16_t queue) {
    port.rx_layers.resize(std::max(port.rx_layers.size(), port.rx.size()));
    auto& layer = port.rx_layers.at(queue).callbacks;
    if (layer == nullptr)
        layer = std::make_unique<callback_layer>(receive_and_call, port.id, queue);
    return *layer;
}

callback_layer& tx_callbacks(eth_port& port, std::uint16_t queue) {
    port.tx_layers.resize(std::max(port.tx_layers.size(), port.tx.size()));
    auto& layer = port.tx_layers.at(queue).callbacks;
    if (layer == nullptr)
        layer = std::make_unique<callback_layer>(call_and_send, port.id, queue);
    return *layer;
}

} // namespace xdpk::dpdk
