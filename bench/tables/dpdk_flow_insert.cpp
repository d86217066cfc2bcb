// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of flow_insert.cpp.
#include "dpdk_flow_hash.hpp"
#include "flow_workload.hpp"
#include "harness.hpp"

#include <array>
#include <bit>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

using keys = std::array<flow_key, burst_size>;

measurement prepare(std::uint32_t entries) {
    return [flows = make_hash(entries, sizeof(flow_key))](double seconds) {
        return ns_per_churn(
            seconds,
            [&](const keys& burst) {
                for (const flow_key& key : burst)
                    if (rte_hash_add_key_data(flows.get(), &key, nullptr) != 0)
                        throw std::runtime_error("rte_hash is full");
            },
            [&](const keys& burst) {
                for (const flow_key& key : burst)
                    if (rte_hash_del_key(flows.get(), &key) < 0)
                        throw std::runtime_error("rte_hash lost a key");
            });
    };
}

const bool registered = [] {
    const std::uint32_t entries = std::bit_ceil(churned_flows);
    add_peer(churn_name, "rte_hash_add_key_data, rte_hash_del_key", [=] { return prepare(entries); });
    add_peer(churn_name, "rte_hash_add_key_data, rte_hash_del_key, half full", [=] { return prepare(2 * entries); });
    return true;
}();

} // namespace
