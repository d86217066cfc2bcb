// SPDX-License-Identifier: BSD-3-Clause
#include "push_denies.hpp"

#include <xdpk/base/clock.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace xdpk::stages {

namespace {

std::vector<denied_block> without(const std::vector<denied_block>& all, const std::vector<denied_block>& those) {
    std::vector<denied_block> left;
    std::ranges::set_difference(all, those, std::back_inserter(left));
    return left;
}

} // namespace

void push_denies::follow(const filter_policy& policy, const push_down::each_cache& each) {
    stateless_denies found = find_stateless_denies(policy, room_);
    if (found.rules != rules_) {
        stop(each);
        rules_ = std::move(found.rules);
    }
    for (denied_block& block : found.blocks)
        block.rule = static_cast<std::uint32_t>(std::ranges::lower_bound(rules_, block.rule) - rules_.begin());
    apply(std::move(found.blocks));
}

// What goes has gone when something else comes in its place: the kernel gives its memory to the next at once.
void push_denies::apply(std::vector<denied_block> wanted) {
    const std::vector<denied_block> gone = without(blocks_, wanted);
    const std::vector<denied_block> come = without(wanted, blocks_);
    try {
        if (!gone.empty())
            sink_->allow(gone);
        if (!come.empty())
            sink_->deny(come);
    } catch (...) {
        sink_->allow(blocks_);
        sink_->allow(come);
        blocks_.clear();
        throw;
    }
    blocks_ = std::move(wanted);
}

void push_denies::stop(const push_down::each_cache& each) {
    if (!blocks_.empty())
        sink_->allow(blocks_);
    blocks_.clear();
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
