// SPDX-License-Identifier: BSD-3-Clause
#include "flow_layer.hpp"

#include "eth_port.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t least_ring = 64;

// Whoever changes the rules sees either that this list is held, or that this burst will see the new one.
const flow_list* hold(flow_layer& layer) noexcept {
    const flow_list* list = layer.rules->now().load();
    for (;;) {
        layer.held.store(list);
        const flow_list* const now = layer.rules->now().load();
        if (now == list)
            return list;
        list = now;
    }
}

void move_to(flow_layer& from, std::uint32_t queue, rte_mbuf* m) noexcept {
    const auto& layers = from.rules->layers();
    if (queue < layers.size() && rte_ring_mp_enqueue(layers[queue]->moved, m) == 0)
        return;
    if (queue != flow_actions::nowhere)
        from.device->count.errors.add(1);
    rte_pktmbuf_free(m);
}

std::uint16_t sort(flow_layer& layer, const flow_list& list, rte_mbuf** packets, std::uint16_t n) noexcept {
    std::uint16_t kept = 0;
    for (std::uint16_t i = 0; i < n; ++i) {
        const std::uint32_t target = list.judge(*packets[i], layer.queue);
        if (target == layer.queue)
            packets[kept++] = packets[i];
        else
            move_to(layer, target, packets[i]);
    }
    return kept;
}

std::uint16_t receive_by_rules(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    auto& layer = *static_cast<flow_layer*>(self);
    auto got = static_cast<std::uint16_t>(
        rte_ring_sc_dequeue_burst(layer.moved, reinterpret_cast<void**>(packets), n, nullptr));
    if (got == n)
        return got;
    const std::uint16_t fresh = layer.within->burst(layer.within, packets + got, static_cast<std::uint16_t>(n - got));
    if (fresh == 0)
        return got;
    const flow_list* const list = hold(layer);
    const std::uint16_t kept = list != nullptr ? sort(layer, *list, packets + got, fresh) : fresh;
    layer.held.store(nullptr, std::memory_order_release);
    return static_cast<std::uint16_t>(got + kept);
}

} // namespace

flow_layer::flow_layer(eth_port& of, std::uint16_t number)
    : queue_layer(receive_by_rules, of.rx_layers[number].device), rules(&of.flows), device(of.queues.rx[number].get()),
      queue(number),
      moved(rte_ring_create(fmt::format("xdpk_flow_{}_{}", of.id, number).c_str(),
                            std::bit_ceil(std::max<std::uint32_t>(of.rx[number].descriptors, least_ring)), -1,
                            RING_F_SC_DEQ)) {
    if (moved == nullptr)
        throw port_error(of, "no memory for the rings of flow rules", ENOMEM);
}

flow_layer::~flow_layer() {
    void* left = nullptr;
    while (rte_ring_dequeue(moved, &left) == 0)
        rte_pktmbuf_free(static_cast<rte_mbuf*>(left));
    rte_ring_free(moved);
}

void lay_flows(eth_port& port) {
    std::vector<std::unique_ptr<flow_layer>> made;
    std::vector<flow_layer*> used;
    for (std::uint16_t q = 0; q < port.rx.size(); ++q)
        used.push_back(made.emplace_back(std::make_unique<flow_layer>(port, q)).get());
    port.flows.use(std::move(used));
    for (std::uint16_t q = 0; q < port.rx.size(); ++q)
        port.rx_layers[q].flows = std::move(made[q]);
}

void lay_flows_if_wanted(eth_port& port) {
    if (!port.started || !port.flows.any() || !port.flows.layers().empty())
        return;
    lay_flows(port);
    for (std::uint16_t q = 0; q < port.rx.size(); ++q) {
        refresh_rx_offloads(port, q);
        refresh_rx(port, q);
    }
}

std::mutex& flow_changes() {
    static std::mutex lock;
    return lock;
}

} // namespace xdpk::dpdk
