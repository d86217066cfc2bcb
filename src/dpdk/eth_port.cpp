// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"

#include "eth_events.hpp"
#include "eth_layers.hpp"
#include "eth_stats.hpp"
#include "log_error.hpp"
#include "spread_rx.hpp"

#include <algorithm>
#include <atomic>

extern "C" {
xdpk_eth_queue* xdpk_eth_rx_queues[RTE_MAX_ETHPORTS][XDPK_ETH_MAX_QUEUES];
xdpk_eth_queue* xdpk_eth_tx_queues[RTE_MAX_ETHPORTS][XDPK_ETH_MAX_QUEUES];
std::uint32_t xdpk_eth_unowned_ports = 0;
}

namespace xdpk::dpdk {

namespace {

std::uint16_t no_packets(xdpk_eth_queue*, rte_mbuf**, std::uint16_t) { return 0; }

void close_tables(std::uint16_t port) noexcept {
    std::ranges::fill(xdpk_eth_rx_queues[port], idle_queue());
    std::ranges::fill(xdpk_eth_tx_queues[port], idle_queue());
}

// Before anybody asks for a port that is not there.
[[gnu::constructor]] void close_all_tables() noexcept {
    for (std::uint16_t port = 0; port < RTE_MAX_ETHPORTS; ++port)
        close_tables(port);
}

void set_unowned(std::uint16_t port, bool yes) noexcept {
    static_assert(RTE_MAX_ETHPORTS <= 32);
    const std::uint32_t bit = 1U << port;
    std::atomic_ref all(xdpk_eth_unowned_ports);
    if (yes)
        all.fetch_or(bit);
    else
        all.fetch_and(~bit);
}

queue_plan plan_of(const eth_port& port) {
    const auto is_set = [](const rx_setup& s) { return s.pool != nullptr; };
    if (!std::ranges::all_of(port.rx, is_set) || !std::ranges::all_of(port.tx, &tx_setup::done))
        throw port_error(port, "cannot start", EINVAL, "set up each configured queue first");
    const std::size_t own = std::min<std::size_t>(port.rx.size(), port.device->receive_queues());
    return {.port = port.id,
            .scatter = (port.conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_SCATTER) != 0,
            .rx = {port.rx.begin(), port.rx.begin() + static_cast<std::ptrdiff_t>(own)},
            .tx = port.tx};
}

} // namespace

xdpk_eth_queue* idle_queue() noexcept {
    static xdpk_eth_queue idle{no_packets};
    return &idle;
}

eth_ports& ports() {
    // Never destroyed: threads may still poll while the process ends.
    static auto* const all = new eth_ports;
    return *all;
}

eth_port* eth_ports::find(std::uint16_t id) noexcept { return id < ports_.size() ? ports_[id].get() : nullptr; }

eth_port* eth_ports::find(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(ports_, [name](const auto& p) { return p != nullptr && p->name == name; });
    return found == ports_.end() ? nullptr : found->get();
}

eth_port& eth_ports::add(std::string name, std::unique_ptr<eth_device> device) {
    const auto free = std::ranges::find_if(ports_, [](const auto& p) { return p == nullptr; });
    if (free == ports_.end())
        throw error(
            {.where = name, .what = "there are " + std::to_string(ports_.size()) + " ports already", .code = ENOSPC});
    const auto id = static_cast<std::uint16_t>(free - ports_.begin());
    *free = std::make_unique<eth_port>(id, std::move(name), std::move(device));
    set_unowned(id, true);
    tell(id, RTE_ETH_EVENT_NEW);
    return **free;
}

void eth_ports::remove(eth_port& port) noexcept {
    const std::uint16_t id = port.id;
    stop_port(port);
    tell(id, RTE_ETH_EVENT_DESTROY);
    forget_events(id);
    set_unowned(id, false);
    ports_[id].reset();
}

eth_port& port_at(std::uint16_t id) {
    eth_port* const found = ports().find(id);
    if (found == nullptr)
        throw error({.where = "port " + std::to_string(id), .what = "there is no such port", .code = ENODEV});
    return *found;
}

error port_error(const eth_port& port, const std::string& what, int code, const std::string& hint) {
    return error({.where = "port " + std::to_string(port.id) + " (" + port.name + ")",
                  .what = what,
                  .code = code,
                  .hint = hint});
}

void set_owner(eth_port& port, const rte_eth_dev_owner& owner) noexcept {
    port.owner = owner;
    set_unowned(port.id, owner.id == RTE_ETH_DEV_NO_OWNER);
}

void start_port(eth_port& port) {
    port.queues = port.device->start(plan_of(port));
    if (needs_spreading(port))
        port.queues.rx = spread(port, std::move(port.queues.rx));
    lay_layers(port);
    for (std::uint16_t q = 0; q < port.rx.size(); ++q)
        refresh_rx(port, q);
    for (std::uint16_t q = 0; q < port.tx.size(); ++q)
        refresh_tx(port, q);
    port.started = true;
    watch_link(port);
}

void stop_port(eth_port& port) noexcept {
    if (!port.started)
        return;
    unwatch_link(port);
    close_tables(port.id);
    port.past = carried(port);
    port.xstats_zero.clear();
    port.started = false;
    drop_layers(port);
    port.queues = {};
    port.device->stop();
}

} // namespace xdpk::dpdk
