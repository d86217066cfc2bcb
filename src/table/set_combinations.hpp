// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace xdpk::detail {

/// Numbers for combinations of named sets, so that a packet's field can say which sets it is in. The label 0 stands for
/// none. A combination keeps its label.
class set_combinations {
public:
    using set = std::uint32_t;
    using label = std::uint16_t;

    static constexpr std::size_t most = 0x7FFF; ///< labels, 0 included

    /// The label of the combination with, or without, one more set. Both throw xdpk::error if there are too many.
    label with(label from, set added);
    label without(label from, set removed);
    /// Of what is in either.
    label unite(label a, label b);

    [[nodiscard]] const std::vector<set>& sets_of(label which) const { return *sets_[which]; }
    [[nodiscard]] std::vector<label> labels_with(set wanted) const;
    [[nodiscard]] std::size_t size() const noexcept { return sets_.size(); }

private:
    using sorted = std::vector<set>;

    label intern(const sorted& combination);

    std::map<sorted, label> labels_{{{}, label{0}}};
    std::vector<const sorted*> sets_{&labels_.begin()->first};
    std::map<std::pair<label, label>, label> unions_;
};

} // namespace xdpk::detail
