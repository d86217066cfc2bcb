// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of flow_lookup.cpp.
#include "dpdk_flow_hash.hpp"
#include "flow_workload.hpp"
#include "harness.hpp"

#include <array>
#include <bit>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

hash_owner filled(std::uint32_t flows, std::uint32_t entries) {
    hash_owner made = make_hash(entries, sizeof(flow_key));
    for (std::uint32_t n = 0; n < flows; ++n) {
        const flow_key key = flow_number(n);
        if (rte_hash_add_key_data(made.get(), &key, reinterpret_cast<void*>(std::uintptr_t{n})) != 0)
            throw std::runtime_error("rte_hash is full at " + std::to_string(n));
    }
    return made;
}

measurement prepare(const lookup_case& what, std::uint32_t entries) {
    return [what, flows = filled(what.flows, entries), numbers = arrivals(what.flows, what.how, 4'000'000),
            at = std::size_t{0}](double seconds) mutable {
        std::uint64_t sum = 0;
        const double figure = ns_per_lookup(seconds, numbers, at, what.present, [&](const flow_key* keys) {
            std::array<const void*, burst_size> pointers;
            for (std::size_t i = 0; i < burst_size; ++i)
                pointers[i] = keys + i;
            std::array<void*, burst_size> data;
            std::uint64_t hits = 0;
            rte_hash_lookup_bulk_data(flows.get(), pointers.data(), burst_size, &hits, data.data());
            for (; hits != 0; hits &= hits - 1)
                sum += reinterpret_cast<std::uintptr_t>(data[static_cast<std::size_t>(std::countr_zero(hits))]);
        });
        keep(sum);
        return figure;
    };
}

const bool registered = [] {
    for (const lookup_case& what : lookup_cases) {
        const std::uint32_t entries = std::bit_ceil(what.flows);
        add_peer(what.name(), "rte_hash_lookup_bulk_data", [=] { return prepare(what, entries); });
        add_peer(what.name(), "rte_hash_lookup_bulk_data, half full", [=] { return prepare(what, 2 * entries); });
    }
    return true;
}();

} // namespace
