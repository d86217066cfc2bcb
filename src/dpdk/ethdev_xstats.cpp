// SPDX-License-Identifier: BSD-3-Clause
#include "eth_stats.hpp"
#include "log_error.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace xdpk::dpdk {

namespace {

struct named_value {
    std::string name;
    std::uint64_t value;
};
using named_values = std::vector<named_value>;

constexpr std::size_t total_count = 8; // the first values

void add_totals(named_values& all, const eth_port& port) {
    rte_eth_stats s{};
    rte_eth_stats_get(port.id, &s);
    all.insert(all.end(), {{"rx_good_packets", s.ipackets},
                           {"tx_good_packets", s.opackets},
                           {"rx_good_bytes", s.ibytes},
                           {"tx_good_bytes", s.obytes},
                           {"rx_missed_errors", s.imissed},
                           {"rx_errors", s.ierrors},
                           {"tx_errors", s.oerrors},
                           {"rx_mbuf_allocation_errors", s.rx_nombuf}});
}

// All that are configured, open or not, so that names and places stay while a port stops and starts.
void add_queues(named_values& all, const std::vector<std::unique_ptr<eth_queue>>& queues, std::size_t configured,
                const char* direction) {
    static const queue_count nothing;
    for (std::size_t q = 0; q < std::max(configured, queues.size()); ++q) {
        const queue_count& count = q < queues.size() ? queues[q]->count : nothing;
        const auto add = [&](const char* what, const counter& value) {
            all.push_back({fmt::format("{}_q{}_{}", direction, q, what), value.get()});
        };
        add("packets", count.packets);
        add("bytes", count.bytes);
        add("errors", count.errors);
    }
}

void add_kernel(named_values& all, const eth_port& port) {
    xsk_statistics sum{};
    for (const auto& q : port.queues.rx) {
        const xsk_statistics s = q->kernel_statistics().value_or(xsk_statistics{});
        sum.rx_dropped += s.rx_dropped;
        sum.rx_invalid_descs += s.rx_invalid_descs;
        sum.tx_invalid_descs += s.tx_invalid_descs;
        sum.rx_ring_full += s.rx_ring_full;
        sum.rx_fill_ring_empty_descs += s.rx_fill_ring_empty_descs;
        sum.tx_ring_empty_descs += s.tx_ring_empty_descs;
    }
    all.insert(all.end(), {{"xdp_rx_dropped", sum.rx_dropped},
                           {"xdp_rx_invalid_descs", sum.rx_invalid_descs},
                           {"xdp_tx_invalid_descs", sum.tx_invalid_descs},
                           {"xdp_rx_ring_full", sum.rx_ring_full},
                           {"xdp_rx_fill_ring_empty_descs", sum.rx_fill_ring_empty_descs},
                           {"xdp_tx_ring_empty_descs", sum.tx_ring_empty_descs}});
}

named_values raw_values(const eth_port& port) {
    named_values all;
    add_totals(all, port);
    add_kernel(all, port);
    add_queues(all, port.queues.rx, port.rx.size(), "rx");
    add_queues(all, port.queues.tx, std::min<std::size_t>(port.tx.size(), port.device->receive_queues()), "tx");
    return all;
}

named_values values_of(std::uint16_t port_id) {
    const eth_port& port = port_at(port_id);
    named_values all = raw_values(port);
    for (std::size_t i = total_count; i < std::min(all.size(), port.xstats_zero.size()); ++i)
        all[i].value -= port.xstats_zero[i];
    return all;
}

int reset(std::uint16_t port_id) {
    eth_port& port = port_at(port_id);
    port.xstats_zero.clear();
    for (const named_value& v : raw_values(port))
        port.xstats_zero.push_back(v.value);
    return rte_eth_stats_reset(port_id); // the totals have a zero of their own
}

void copy_name(const std::string& from, rte_eth_xstat_name& to) {
    to = {};
    from.copy(&to.name[0], sizeof to.name - 1);
}

int check_ids(const std::uint64_t* ids, unsigned n, std::size_t there) {
    return std::all_of(ids, ids + n, [there](std::uint64_t id) { return id < there; }) ? 0 : -EINVAL;
}

} // namespace

extern "C" {

int rte_eth_xstats_get(std::uint16_t port_id, rte_eth_xstat* xstats, unsigned n) {
    return guarded([=] {
        const named_values all = values_of(port_id);
        for (std::size_t i = 0; xstats != nullptr && n >= all.size() && i < all.size(); ++i)
            xstats[i] = {.id = i, .value = all[i].value};
        return static_cast<int>(all.size());
    });
}

int rte_eth_xstats_get_names(std::uint16_t port_id, rte_eth_xstat_name* xstats_names, unsigned size) {
    return guarded([=] {
        const named_values all = values_of(port_id);
        for (std::size_t i = 0; xstats_names != nullptr && size >= all.size() && i < all.size(); ++i)
            copy_name(all[i].name, xstats_names[i]);
        return static_cast<int>(all.size());
    });
}

int rte_eth_xstats_get_by_id(std::uint16_t port_id, const std::uint64_t* ids, std::uint64_t* values, unsigned size) {
    return guarded([=] {
        const named_values all = values_of(port_id);
        if (ids == nullptr) {
            for (std::size_t i = 0; values != nullptr && size >= all.size() && i < all.size(); ++i)
                values[i] = all[i].value;
            return static_cast<int>(all.size());
        }
        if (check_ids(ids, size, all.size()) != 0)
            return -EINVAL;
        for (unsigned i = 0; i < size; ++i)
            values[i] = all[ids[i]].value;
        return static_cast<int>(size);
    });
}

int rte_eth_xstats_get_names_by_id(std::uint16_t port_id, rte_eth_xstat_name* xstats_names, unsigned size,
                                   std::uint64_t* ids) {
    if (ids == nullptr)
        return rte_eth_xstats_get_names(port_id, xstats_names, size);
    return guarded([=] {
        const named_values all = values_of(port_id);
        if (check_ids(ids, size, all.size()) != 0)
            return -EINVAL;
        for (unsigned i = 0; i < size; ++i)
            copy_name(all[ids[i]].name, xstats_names[i]);
        return static_cast<int>(size);
    });
}

int rte_eth_xstats_get_id_by_name(std::uint16_t port_id, const char* xstat_name, std::uint64_t* id) {
    return guarded([=] {
        const named_values all = values_of(port_id);
        const auto found = std::ranges::find(all, std::string_view(xstat_name), &named_value::name);
        if (found == all.end())
            return -EINVAL;
        *id = static_cast<std::uint64_t>(found - all.begin());
        return 0;
    });
}

int rte_eth_xstats_reset(std::uint16_t port_id) {
    return guarded([=] { return reset(port_id); });
}

} // extern "C"

} // namespace xdpk::dpdk
