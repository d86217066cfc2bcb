// SPDX-License-Identifier: BSD-3-Clause
// flow_table's insertion and removal, with its timers; the peer, which has none, is in dpdk_flow_insert.cpp.
#include <xdpk/table/flow_table.hpp>

#include "flow_workload.hpp"
#include "harness.hpp"

#include <array>
#include <memory>
#include <span>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

using table = flow_table<std::uint64_t>;
using keys = std::array<flow_key, burst_size>;

void insert(table& flows, const keys& burst) {
    flows.prefetch_insert(burst);
    for (const flow_key& key : burst)
        flows.insert(key, flow_phase::transitory, 0, 1000, [](auto) {});
}

void erase(table& flows, const keys& burst) {
    std::array<table::index, burst_size> found;
    flows.lookup(burst, 0, found);
    for (const table::index i : found)
        flows.prefetch_erase(i);
    for (const table::index i : found)
        flows.erase(i);
}

measurement prepare() {
    return [flows = std::make_shared<table>(flow_table_config{.entries = churned_flows})](double seconds) {
        return ns_per_churn(
            seconds, [&](const keys& burst) { insert(*flows, burst); },
            [&](const keys& burst) { erase(*flows, burst); });
    };
}

const bool registered = [] {
    add_row({.name = churn_name, .at_most = 0.6}, prepare);
    return true;
}();

} // namespace
