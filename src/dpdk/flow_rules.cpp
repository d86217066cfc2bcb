// SPDX-License-Identifier: BSD-3-Clause
#include "flow_rules.hpp"

#include "flow_layer.hpp"
#include "segment_sum.hpp"

#include <algorithm>
#include <thread>

namespace xdpk::dpdk {

std::uint32_t flow_list::judge(rte_mbuf& m, std::uint32_t own) const noexcept {
    const std::span<const std::byte> head = bytes_of(m);
    const parsed_packet at = parse(head, m.pkt_len);
    for (rte_flow* const rule : rules) {
        if (!rule->pattern.matches(head, at))
            continue;
        rule->actions.mark(m);
        if (rule->actions.counts()) {
            rule->hits.fetch_add(1, std::memory_order_relaxed);
            rule->bytes.fetch_add(m.pkt_len, std::memory_order_relaxed);
        }
        if (!rule->actions.passes_on())
            return rule->actions.queue_for(head, at, own);
    }
    return isolated ? flow_actions::nowhere : own;
}

rte_flow* flow_rules::add(std::unique_ptr<rte_flow> rule) {
    const std::scoped_lock held(lock_);
    rte_flow* const added = rule.get();
    const auto place = std::ranges::upper_bound(rules_, added->priority, {}, [](const auto& r) { return r->priority; });
    rules_.insert(place, std::move(rule));
    publish();
    return added;
}

bool flow_rules::remove(const rte_flow* rule) {
    const std::scoped_lock held(lock_);
    const auto found = std::ranges::find(rules_, rule, &std::unique_ptr<rte_flow>::get);
    if (found == rules_.end())
        return false;
    const std::unique_ptr<rte_flow> ended = std::move(*found);
    rules_.erase(found);
    publish();
    return true;
}

void flow_rules::clear() {
    const std::scoped_lock held(lock_);
    const auto ended = std::exchange(rules_, {});
    publish();
}

void flow_rules::isolate(bool set) {
    const std::scoped_lock held(lock_);
    isolated_ = set;
    publish();
}

void flow_rules::spread(std::unique_ptr<rte_flow> rest) {
    const std::scoped_lock held(lock_);
    std::swap(rest_, rest); // the old one ends when nobody is in it any more
    publish();
}

bool flow_rules::has(const rte_flow* rule) {
    const std::scoped_lock held(lock_);
    return std::ranges::find(rules_, rule, &std::unique_ptr<rte_flow>::get) != rules_.end();
}

void flow_rules::use(std::vector<flow_layer*> layers) noexcept {
    const std::scoped_lock held(lock_);
    layers_ = std::move(layers);
}

void flow_rules::publish() {
    std::unique_ptr<flow_list> next;
    const bool spreads = rest_ != nullptr && !isolated_;
    if (!rules_.empty() || isolated_ || spreads) {
        next = std::make_unique<flow_list>(flow_list{.rules = {}, .isolated = isolated_});
        for (const auto& rule : rules_)
            next->rules.push_back(rule.get());
        if (spreads)
            next->rules.push_back(rest_.get());
    }
    const std::unique_ptr<const flow_list> old(now_.exchange(next.release()));
    for (const flow_layer* const layer : layers_)
        while (old != nullptr && layer->held.load() == old.get())
            std::this_thread::yield();
}

} // namespace xdpk::dpdk
