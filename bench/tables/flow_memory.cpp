// SPDX-License-Identifier: BSD-3-Clause
// Bytes per entry of a flow table with a value of 8 bytes, timers included; the peer, which has none, is in
// dpdk_flow_memory.cpp.
#include <xdpk/table/flow_table.hpp>

#include "flow_workload.hpp"
#include "harness.hpp"

namespace {

using namespace xdpk;
using namespace xdpk::bench;

measurement prepare(std::uint32_t flows) {
    const flow_table<std::uint64_t> table({.entries = flows});
    const double bytes = static_cast<double>(table.bytes()) / flows;
    return [=](double) { return bytes; };
}

const bool registered = [] {
    for (const std::uint32_t flows : memory_cases)
        add_row({.name = memory_name(flows), .unit = "bytes"}, [=] { return prepare(flows); });
    return true;
}();

} // namespace
