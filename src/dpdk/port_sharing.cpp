// SPDX-License-Identifier: BSD-3-Clause
#include "port_sharing.hpp"

#include "arena.hpp"
#include "log_error.hpp"

#include <algorithm>

namespace xdpk::dpdk {

namespace {

struct silent_queue final : eth_queue {
    silent_queue() noexcept
        : eth_queue([](xdpk_eth_queue*, rte_mbuf**, std::uint16_t) -> std::uint16_t { return 0; }) {}
};

} // namespace

port_record* new_record(const std::string& name) {
    auto* const made = arena::get().make<port_record>();
    std::copy_n(name.begin(), std::min(name.size(), made->name.size() - 1), made->name.begin());
    return made;
}

void free_record(port_record* record) noexcept { arena::get().free(record); }

void write_record(const eth_port& port) {
    port_record& record = *port.record;
    record.conf = port.conf;
    record.rss_key_bytes = static_cast<std::uint32_t>(std::min(port.rss_key.size(), record.rss_key.size()));
    std::copy_n(port.rss_key.begin(), record.rss_key_bytes, record.rss_key.begin());
    record.ptypes = port.ptypes;
    record.ptypes_refused = port.ptypes_refused;
    record.rx_queues = static_cast<std::uint16_t>(port.rx.size());
    record.tx_queues = static_cast<std::uint16_t>(port.tx.size());
    std::ranges::copy(port.rx, record.rx.begin());
    std::ranges::copy(port.tx, record.tx.begin());
}

void read_record(eth_port& port) {
    const port_record& record = *port.record;
    port.conf = record.conf;
    port.rss_key.assign(record.rss_key.begin(), record.rss_key.begin() + record.rss_key_bytes);
    port.ptypes = record.ptypes;
    port.ptypes_refused = record.ptypes_refused;
    port.rx.assign(record.rx.begin(), record.rx.begin() + record.rx_queues);
    port.tx.assign(record.tx.begin(), record.tx.begin() + record.tx_queues);
    port.configured = true;
}

shared_port shared(const eth_port& port) {
    shared_port told{.state = port_state::started, .record = port.record, .files = port.device->lent_files()};
    for (const auto* const all : {&port.queues.rx, &port.queues.tx})
        for (const auto& queue : *all)
            told.queues.push_back(queue.get());
    return told;
}

std::vector<std::unique_ptr<eth_queue>> no_spread_queues(const eth_port& port) {
    log_error("port " + port.name +
              ": has more receive queues than its interface, or VMDq pools; only the primary process receives");
    std::vector<std::unique_ptr<eth_queue>> queues;
    for (std::size_t q = 0; q < port.rx.size(); ++q)
        queues.push_back(std::make_unique<silent_queue>());
    return queues;
}

} // namespace xdpk::dpdk
