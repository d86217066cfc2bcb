// SPDX-License-Identifier: BSD-3-Clause
#include "push_denies.hpp"

#include <xdpk/base/clock.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace xdpk::stages {

namespace {

template <class Denied>
std::vector<Denied> without(const std::vector<Denied>& all, const std::vector<Denied>& those) {
    std::vector<Denied> left;
    std::ranges::set_difference(all, those, std::back_inserter(left));
    return left;
}

deny_sets without(const deny_sets& all, const deny_sets& those) {
    return {.blocks = without(all.blocks, those.blocks),
            .ports = without(all.ports, those.ports),
            .flows = without(all.flows, those.flows)};
}

bool empty(const deny_sets& sets) noexcept { return sets.blocks.empty() && sets.ports.empty() && sets.flows.empty(); }

/// XDP's numbers are the rules' places in the list.
template <class Denied>
void number(std::vector<Denied>& all, const std::vector<std::uint32_t>& rules) {
    for (Denied& one : all)
        one.rule = static_cast<std::uint32_t>(std::ranges::lower_bound(rules, one.rule) - rules.begin());
}

} // namespace

void push_denies::follow(const filter_policy& policy, const push_down::each_cache& each) {
    stateless_denies found = find_stateless_denies(policy, room_);
    if (found.rules != rules_) {
        stop(each);
        rules_ = std::move(found.rules);
    }
    number(found.sets.blocks, rules_);
    number(found.sets.ports, rules_);
    number(found.sets.flows, rules_);
    apply(std::move(found.sets));
}

// What goes has gone when something else comes in its place: the kernel gives its memory to the next at once.
void push_denies::apply(deny_sets wanted) {
    const deny_sets gone = without(sets_, wanted);
    const deny_sets come = without(wanted, sets_);
    try {
        if (!empty(gone))
            sink_->allow(gone);
        if (!empty(come))
            sink_->deny(come);
    } catch (...) {
        sink_->allow(sets_);
        sink_->allow(come);
        sets_ = {};
        throw;
    }
    sets_ = std::move(wanted);
}

void push_denies::stop(const push_down::each_cache& each) {
    if (size() != 0)
        sink_->allow(sets_);
    sets_ = {};
    count(each);
    rules_.clear();
}

void push_denies::count(const push_down::each_cache& each) {
    if (rules_.empty())
        return;
    const std::vector<xdpk_denied_sum> now = sink_->denied();
    std::vector<push_report> reports;
    for (std::size_t n = 0; n < rules_.size(); ++n) {
        const xdpk_denied_sum before = std::exchange(numbers_[n], now[n]);
        if (now[n].packets != before.packets)
            reports.push_back({.packets = now[n].packets - before.packets,
                               .bytes = now[n].bytes - before.bytes,
                               .account = {rules_[n] + 1, 0},
                               .verdict = XDPK_DROP,
                               .fate = push_fate::denied});
    }
    if (!reports.empty())
        each([&reports](detail::flow_engine& cache, unsigned worker) {
            if (worker != 0)
                return;
            for (push_report& report : reports)
                report.epoch = cache.epoch();
            cache.take_reports(reports, now_in_seconds());
        });
}

} // namespace xdpk::stages
