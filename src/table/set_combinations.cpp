// SPDX-License-Identifier: BSD-3-Clause
#include "table/set_combinations.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <iterator>

namespace xdpk::detail {

set_combinations::label set_combinations::intern(const sorted& combination) {
    if (const auto known = labels_.find(combination); known != labels_.end())
        return known->second;
    if (sets_.size() == most)
        throw error({.where = "classifier",
                     .what = "more than " + std::to_string(most - 1) + " combinations of named sets",
                     .hint = "let fewer sets overlap"});
    const auto [at, added] = labels_.emplace(combination, static_cast<label>(sets_.size()));
    sets_.push_back(&at->first);
    return at->second;
}

set_combinations::label set_combinations::with(label from, set added) {
    sorted all = sets_of(from);
    const auto at = std::ranges::lower_bound(all, added);
    if (at != all.end() && *at == added)
        return from;
    all.insert(at, added);
    return intern(all);
}

set_combinations::label set_combinations::without(label from, set removed) {
    sorted rest = sets_of(from);
    return std::erase(rest, removed) == 0 ? from : intern(rest);
}

set_combinations::label set_combinations::unite(label a, label b) {
    if (a == 0 || a == b)
        return b;
    if (b == 0)
        return a;
    const std::pair<label, label> pair = std::minmax(a, b);
    if (const auto known = unions_.find(pair); known != unions_.end())
        return known->second;
    sorted both;
    std::ranges::set_union(sets_of(a), sets_of(b), std::back_inserter(both));
    return unions_[pair] = intern(both);
}

std::vector<set_combinations::label> set_combinations::labels_with(set wanted) const {
    std::vector<label> found;
    for (std::size_t i = 0; i < sets_.size(); ++i)
        if (std::ranges::binary_search(*sets_[i], wanted))
            found.push_back(static_cast<label>(i));
    return found;
}

} // namespace xdpk::detail
