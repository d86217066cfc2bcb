// SPDX-License-Identifier: BSD-3-Clause
// First packets of flows. As many flows end meanwhile as begin: the cache's clock runs with the packets, so that a flow
// is over when there are as many younger ones as the row says.
#include <xdpk/net/transport.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "classifier_rules.hpp"
#include "harness.hpp"
#include "services.hpp"
#include "traffic.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

constexpr std::uint32_t some = 100'000;
constexpr std::uint32_t many = 1'000'000;
constexpr std::uint32_t lifetime = 64; // seconds; the cache's timeout is a second more

/// parse_headers and a flow cache whose second is as long as it takes a part of its flows to come.
template <class... Stages>
class hurried_cache {
public:
    static constexpr const char* name = "hurried_cache";

    hurried_cache(std::uint32_t flows, Stages... given)
        : per_second_(std::max(flows / lifetime, burst::capacity)), cache_(config(flows), std::move(given)...) {}

    void operator()(burst& b) noexcept {
        seen_ += b.size();
        parse_(b);
        cache_.run(b, start_ + static_cast<std::uint32_t>(seen_ / per_second_));
    }

    [[nodiscard]] std::vector<named_counter> counters() const { return {}; }

private:
    // Some flows more than live at a time: they are looked for at the end of their life, and a burst removes a few.
    static flow_cache_config config(std::uint32_t flows) {
        flow_cache_config c = cache_config(flows + flows / 8 + 512);
        c.timeouts.tcp_transitory = lifetime - 1;
        c.accounts[0] = 16384;
        return c;
    }

    std::uint32_t start_ = now_in_seconds();
    std::uint64_t seen_ = 0;
    std::uint32_t per_second_;
    parse_headers parse_;
    flow_cache<Stages...> cache_;
};

template <class... Stages>
measurement prepare(std::uint32_t flows, std::function<ends(std::uint32_t)> flow, Stages... given) {
    const auto stages = std::make_shared<any_stage>(hurried_cache<Stages...>(flows, std::move(given)...));
    const auto packets = std::make_shared<traffic>(tcp_header::syn);
    std::vector<ends> first(flows + flows / 4);
    std::uint32_t n = 0;
    std::ranges::generate(first, [&] { return flow(n++); });
    packets->pass(*stages, first);
    return [stages, packets, flow = std::move(flow), n](std::size_t count) mutable {
        return packets->time(*stages, count, [&] { return flow(n++); });
    };
}

filter permitting(const std::vector<classifier_rule>& rules) {
    filter_policy_config config;
    for (const classifier_rule& rule : rules) {
        filter_rule& permit = config.rules.emplace_back();
        permit.name = std::to_string(config.rules.size());
        permit.match = rule;
        permit.match.priority = permit.match.action = 0;
    }
    return filter({.policy = filter_share(std::make_shared<filter_policy>(config))});
}

/// Ends of TCP packets that the rules are about. No two that follow each other are the same flow's.
std::vector<ends> ends_for(const std::vector<classifier_rule>& rules, std::size_t count) {
    std::vector<ends> list;
    for (const packet_fields& h : make_headers(rules, count, 1)) {
        ends e{.source{}, .destination{}, .source_port = h.source_port, .destination_port = h.destination_port};
        std::memcpy(&e.source, h.source.data(), sizeof(e.source));
        std::memcpy(&e.destination, h.destination.data(), sizeof(e.destination));
        if (h.protocol == ip_proto::tcp && (list.empty() || std::memcmp(&list.back(), &e, sizeof(e)) != 0))
            list.push_back(e);
    }
    return list;
}

measurement prepare_rules(std::uint32_t flows) {
    const std::vector<classifier_rule> rules = make_rules(rule_shape::firewall, 10'000, 1);
    const auto list = std::make_shared<std::vector<ends>>(ends_for(rules, std::size_t{1} << 22U));
    return prepare(
        flows, [list](std::uint32_t n) { return (*list)[n % list->size()]; }, permitting(rules));
}

const bool registered = [] {
    add_row("new flows, filter of 10k rules", [](std::uint32_t most) { return prepare_rules(std::min(some, most)); });
    add_row("new flows, filter, load balancer and NAT", [](std::uint32_t most) {
        const std::uint32_t flows = std::min(many, most);
        return prepare(flows, flow_number, make_filter(), make_load_balancer(), make_nat(flows + flows / 2 + 1024));
    });
    return true;
}();

} // namespace
