// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/flow_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

struct model_flow {
    std::vector<flow_key> keys;
    std::vector<std::uint32_t> deadlines; ///< of each direction
    flow_phase phase;
    std::uint64_t value; ///< of the first direction; the second's is one more

    bool alive(std::uint32_t now) const {
        return std::ranges::any_of(deadlines, [now](auto d) { return static_cast<std::int32_t>(d - now) > 0; });
    }
};

/// A flow table without limits: flows stay until they are removed.
class flow_model {
public:
    using flow = std::shared_ptr<model_flow>;

    flow of(const flow_key& key) const {
        const auto found = by_key_.find(key.to_words());
        return found != by_key_.end() ? found->second : nullptr;
    }

    bool living(const flow_key& key, std::uint32_t now) const { return of(key) && of(key)->alive(now); }

    void add(model_flow made) {
        const flow shared = std::make_shared<model_flow>(std::move(made));
        for (const flow_key& key : shared->keys)
            by_key_[key.to_words()] = shared;
    }

    void remove(const flow& gone) {
        for (const flow_key& key : gone->keys)
            by_key_.erase(key.to_words());
    }

    std::size_t entries() const { return by_key_.size(); }

    bool any_dead(std::uint32_t now) const {
        return std::ranges::any_of(by_key_, [now](const auto& entry) { return !entry.second->alive(now); });
    }

    bool any_transitory() const {
        return std::ranges::any_of(by_key_,
                                   [](const auto& entry) { return entry.second->phase == flow_phase::transitory; });
    }

private:
    std::map<flow_key::words, flow> by_key_;
};

} // namespace xdpk
