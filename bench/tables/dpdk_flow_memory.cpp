// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of flow_memory.cpp.
#include "dpdk_flow_hash.hpp"
#include "flow_workload.hpp"
#include "harness.hpp"

#include <bit>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

measurement prepare(std::uint32_t flows) {
    start_eal();
    const std::size_t before = allocated();
    const hash_owner table = make_hash(std::bit_ceil(flows), sizeof(flow_key));
    const double bytes = static_cast<double>(allocated() - before) / flows;
    return [=](double) { return bytes; };
}

const bool registered = [] {
    for (const std::uint32_t flows : memory_cases)
        add_peer(memory_name(flows), "rte_hash", [=] { return prepare(flows); });
    return true;
}();

} // namespace
