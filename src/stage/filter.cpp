// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/filter.hpp>

#include <algorithm>
#include <utility>

namespace xdpk {

namespace {

packet_fields fields_of(const flow_decision& d) noexcept {
    packet_fields fields = d.fields;
    if (!(d.key == d.rewritten)) {
        const bool has_ports = fields.protocol != ip_proto::icmp && fields.protocol != ip_proto::icmpv6;
        fields.source = d.rewritten.source;
        fields.destination = d.rewritten.destination;
        fields.protocol = d.rewritten.protocol;
        fields.ip_version = d.rewritten.ip_version;
        fields.source_port = has_ports ? d.rewritten.source_port : be16{};
        fields.destination_port = has_ports ? d.rewritten.destination_port : be16{};
    }
    // Of a flow that goes on it is not known how it began; rules are about that.
    if (d.before != nullptr && fields.protocol == ip_proto::tcp)
        fields.tcp_flags = tcp_header::syn;
    return fields;
}

/// What stages that follow decide is for packets that this one lets pass.
xdpk_verdict verdict_before(const xdpk_flow_record& record) noexcept {
    return record.verdict == XDPK_KERNEL ? XDPK_FORWARD : static_cast<xdpk_verdict>(record.verdict);
}

/// Not a flow that fares as before, nor one that other stages could not agree upon.
bool is_news(const flow_decision& d) noexcept {
    return d.attempt == 0 && (d.before == nullptr || verdict_before(*d.before) != d.verdict);
}

} // namespace

// A token is a flow's share: each flow takes as many as there are workers.
filter_share::filter_share(std::shared_ptr<const filter_policy> policy, std::uint32_t workers)
    : policy_(std::move(policy)), workers_(workers) {
    buckets_.reserve(policy_->rates().size());
    for (const filter_rate& rate : policy_->rates())
        buckets_.emplace_back(rate.flows_per_second, std::max(rate.burst, workers), 0);
}

bool filter_share::take(std::uint32_t limit, std::uint64_t now_ns) noexcept {
    return buckets_[limit].take(workers_, now_ns);
}

bool filter::above_rate(const filter_step& step) noexcept {
    return step.limit && !config_.policy.take(*step.limit, config_.clock());
}

void filter::count(const flow_decision& d) noexcept {
    if (d.verdict == XDPK_FORWARD)
        permitted_.add(1);
    else
        (d.verdict == XDPK_REJECT ? rejected_ : dropped_).add(1);
}

void filter::log(const flow_decision& d, std::uint32_t rule, bool rate_limited) noexcept {
    const filter_event event{.flow = d.key,
                             .time_ns = config_.clock(),
                             .epoch = policy().epoch(),
                             .rule = rule,
                             .interface = d.fields.interface,
                             .verdict = static_cast<std::uint8_t>(d.verdict),
                             .rate_limited = rate_limited};
    if (config_.log == nullptr || config_.log->push({&event, 1}) == 0)
        log_lost_.add(1);
}

void filter::decide(flow_decision& d) noexcept { follow(d, policy().decide(fields_of(d))); }

void filter::decide(flow_decision& d, std::uint32_t rule) noexcept {
    // Of a flow that a stage before has changed, what came in says nothing.
    if (d.key == d.rewritten)
        follow(d, rule);
    else
        decide(d);
}

void filter::follow(flow_decision& d, std::uint32_t rule) noexcept {
    const filter_step& step = policy().step(rule);
    d.account[0] = rule + 1;
    d.verdict = step.verdict;
    if (step.mark)
        d.mark = *step.mark;
    if (!is_news(d))
        return;
    const bool limited = above_rate(step);
    if (limited) {
        d.verdict = XDPK_DROP;
        d.once = true;
        rate_limited_.add(1);
    } else {
        count(d);
    }
    if (step.log)
        log(d, rule, limited);
}

filter_share filter::replace(filter_share next) noexcept { return std::exchange(config_.policy, std::move(next)); }

std::vector<named_counter> filter::counters() const {
    return {{"permitted", &permitted_},
            {"dropped", &dropped_},
            {"rejected", &rejected_},
            {"rate_limited", &rate_limited_},
            {"log_lost", &log_lost_}};
}

} // namespace xdpk
