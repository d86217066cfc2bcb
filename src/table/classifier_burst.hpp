// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/classifier_walk.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// Whether all of a walk's lanes could have packets of that IP version.
template <class Target>
[[gnu::always_inline]] inline bool all_are(std::uint8_t version, const packet_fields* packets) noexcept {
    unsigned difference = 0;
    for (std::size_t l = 0; l < classifier_walk<Target>::lanes; ++l)
        difference |= static_cast<unsigned>(packets[l].ip_version ^ version);
    return difference == 0;
}

/// Sorts the packets by IP version into groups and looks these up.
template <class Target>
[[gnu::always_inline]] inline void classify(const classifier_view& view, const packet_fields* packets,
                                            classifier_hit* hits, std::size_t count) noexcept {
    classifier_walk<Target> walks[2];
    for (std::size_t i = 0; i < count; ++i)
        hits[i] = classifier_hit{};
    for (std::size_t i = 0; i < count;) {
        const std::uint8_t version = packets[i].ip_version;
        const std::size_t family = version == 6 ? 1 : 0;
        classifier_walk<Target>& walk = walks[family];
        std::size_t added = 1;
        if (count - i >= walk.lanes && walk.used == 0 && (version == 4 || version == 6) &&
            all_are<Target>(version, packets + i)) {
            walk.add_all(packets + i, i);
            added = walk.lanes;
        } else if (version == 4 || version == 6) {
            walk.add(packets[i], i);
        }
        i += added;
        if (walk.used == walk.lanes)
            walk.run(view.families[family], hits);
    }
    for (std::size_t family = 0; family < 2; ++family)
        if (walks[family].used != 0)
            walks[family].run(view.families[family], hits);
}

} // namespace xdpk::detail
