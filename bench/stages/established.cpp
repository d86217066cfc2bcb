// SPDX-License-Identifier: BSD-3-Clause
// Packets of flows that are in the cache, in both directions and in no order.
#include <xdpk/core/pipeline.hpp>
#include <xdpk/net/transport.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "harness.hpp"
#include "services.hpp"
#include "traffic.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

/// Has the flows begun and answered; returns the packets that come of both directions.
std::vector<ends> establish(any_stage& stages, traffic& packets, std::uint32_t flows) {
    std::vector<ends> come(flows);
    std::ranges::generate(come, [n = std::uint32_t{0}]() mutable { return flow_number(n++); });
    std::vector<ends> replies = packets.pass(stages, come);
    std::ranges::transform(replies, replies.begin(), &ends::reversed);
    packets.pass(stages, replies);
    come.insert(come.end(), replies.begin(), replies.end());
    return come;
}

template <class... Stages>
measurement prepare(std::uint32_t flows, Stages... given) {
    const auto stages = std::make_shared<any_stage>(
        pipeline{parse_headers(), flow_cache<Stages...>(cache_config(flows), std::move(given)...)});
    const auto packets = std::make_shared<traffic>(tcp_header::ack);
    return [stages, packets, come = establish(*stages, *packets, flows),
            state = std::uint32_t{1}](std::size_t count) mutable {
        return packets->time(*stages, count, [&] {
            state = state * 1664525U + 1013904223U;
            return come[state * std::uint64_t{come.size()} >> 32U];
        });
    };
}

/// Adds a row for each number of flows. `make(flows)` prepares it.
template <class Make>
void add_rows(const std::string& name, const std::vector<std::uint32_t>& numbers, Make make) {
    for (const std::uint32_t flows : numbers) {
        const std::string count = flows >= 1'000'000 ? "1M flows" : flows >= 1000 ? "100k flows" : "1 flow";
        add_row(name + ", " + count, [make, flows](std::uint32_t most) { return make(std::min(flows, most)); });
    }
}

const bool registered = [] {
    constexpr std::uint32_t some = 100'000;
    constexpr std::uint32_t many = 1'000'000;
    add_rows("filter", {1, some, many}, [](std::uint32_t flows) { return prepare(flows, make_filter()); });
    add_rows("load balancer", {some, many}, [](std::uint32_t flows) { return prepare(flows, make_load_balancer()); });
    add_rows("NAT", {some, many}, [](std::uint32_t flows) { return prepare(flows, make_nat(flows)); });
    add_rows("filter, load balancer and NAT", {many},
             [](std::uint32_t flows) { return prepare(flows, make_filter(), make_load_balancer(), make_nat(flows)); });
    return true;
}();

} // namespace
