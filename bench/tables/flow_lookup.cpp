// SPDX-License-Identifier: BSD-3-Clause
// flow_table::lookup() in bursts; the peer is in dpdk_flow_lookup.cpp.
#include <xdpk/table/flow_table.hpp>

#include "flow_workload.hpp"
#include "harness.hpp"

#include <memory>
#include <stdexcept>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

using table = flow_table<std::uint64_t>;

std::shared_ptr<table> filled(std::uint32_t flows) {
    auto made = std::make_shared<table>(flow_table_config{.entries = flows});
    for (std::uint32_t n = 0; n < flows; ++n) {
        const table::insertion done = made->insert(flow_number(n), flow_phase::established, 0, 1000, [](auto) {});
        if (done.result != insert_result::inserted)
            throw std::runtime_error("flow_table is full");
        made->value(done.where) = n;
    }
    return made;
}

measurement prepare(const lookup_case& what) {
    return [what, flows = filled(what.flows), numbers = arrivals(what.flows, what.how, 4'000'000),
            at = std::size_t{0}](double seconds) mutable {
        std::uint64_t sum = 0;
        const double figure = ns_per_lookup(seconds, numbers, at, what.present, [&](const flow_key* keys) {
            std::array<table::index, burst_size> found;
            flows->lookup({keys, burst_size}, 1, found);
            for (const table::index i : found)
                if (i != table::none)
                    sum += flows->value(i);
        });
        keep(sum);
        return figure;
    };
}

const bool registered = [] {
    for (const lookup_case& what : lookup_cases) {
        row r{.name = what.name()};
        if (what.flows == 1'000'000 || what.flows == 16'000'000)
            r.at_most = what.present ? 0.6 : 0.5;
        if (what.how == popularity::uniform) {
            r.curve = what.present ? "flow lookup, hits" : "flow lookup, misses";
            r.entries = what.flows;
        }
        add_row(r, [what] { return prepare(what); });
    }
    return true;
}();

} // namespace
