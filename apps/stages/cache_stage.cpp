// SPDX-License-Identifier: BSD-3-Clause
#include "cache_stage.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace xdpk::stages {

namespace {

void carry(flow_sum& to, const flow_sum& from) noexcept {
    to.packets.add(from.packets.get());
    to.bytes.add(from.bytes.get());
}

void list_sums(const std::vector<std::string>& names, const std::vector<flow_sum>& sums,
               std::vector<stage_counter>& list) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!names[i].empty()) {
            list.push_back({names[i] + ".packets", &sums[i].packets});
            list.push_back({names[i] + ".bytes", &sums[i].bytes});
        }
}

/// Where names stand in both lists.
std::vector<same_sum> same_names(const std::vector<std::string>& here, const std::vector<std::string>& before) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < before.size(); ++i)
        places.emplace(before[i], i);
    std::vector<same_sum> same;
    for (std::size_t i = 0; i < here.size(); ++i)
        if (const auto found = places.find(here[i]); found != places.end())
            same.push_back({.here = i, .before = found->second});
    return same;
}

} // namespace

cache_stage::cache_stage(std::shared_ptr<flow_state> state, cache_parts parts)
    : state_(std::move(state)), stages_(std::move(parts.stages)), parts_(std::move(parts)) {
    if (state_->flows != parts_.config.flows)
        throw error({.where = "flow_cache",
                     .what = "flows cannot change while the program runs",
                     .hint = "restart it for that; nothing was changed"});
    for (std::size_t which = 0; which < sums_.size(); ++which) {
        sums_[which] = std::vector<flow_sum>(parts_.sums[which].size());
        if (state_->owner != nullptr)
            same_[which] = same_names(parts_.sums[which], state_->owner->names(which));
    }
}

void cache_stage::take_over() noexcept {
    state_->cache.stage<0>().use(stages_);
    for (std::size_t which = 0; which < sums_.size(); ++which) {
        for (const same_sum& same : same_[which])
            carry(sums_[which][same.here], state_->cache.sums(which)[same.before]);
        state_->cache.swap_sums(which, sums_[which]);
    }
    if (parts_.translations != nullptr) {
        (void)state_->translations->replace(parts_.translations);
        state_->translations->replace_log(parts_.translations_log);
    }
    state_->cache.configure(parts_.config);
    state_->owner = this;
}

void cache_stage::list_counters(std::vector<stage_counter>& list) const {
    if (state_->owner == this) {
        xdpk::list_counters(state_->cache, list);
        if (parts_.translations != nullptr)
            list_flow_counters(*state_->translations, list);
        for (std::size_t which = 0; which < sums_.size(); ++which)
            list_sums(parts_.sums[which], state_->cache.sums(which), list);
    }
    list_flow_counters(stages_, list);
}

void cache_stage::change_backends(std::vector<std::string> names, std::vector<tunnel_header> tunnels) {
    std::vector<flow_sum> sums(names.size());
    for (std::size_t i = 0; i < std::min(names.size(), parts_.sums[1].size()); ++i)
        carry(sums[i], state_->cache.sums(1)[i]);
    state_->cache.swap_sums(1, sums);
    parts_.sums[1] = std::move(names);
    state_->cache.set_tunnels(std::move(tunnels));
    state_->cache.new_epoch();
}

void cache_stage::change_own(const refusal_source& errors) {
    parts_.config.own_addresses = errors;
    state_->cache.configure(parts_.config);
}

} // namespace xdpk::stages
