// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_walk.hpp"
#include "table/classifier_burst.hpp"

namespace xdpk::detail {

namespace {
struct any_cpu {
    static void find_classes(const class_view& view, const std::uint32_t* const* packet, std::size_t used,
                             std::uint64_t* best, const std::uint32_t* place, classifier_hit* hits) noexcept {
        for (std::size_t l = 0; l < used; ++l) {
            class_search search;
            search.begin(view, packet[l]);
            find_first(view, search, packet[l], best[l], hits[place[l]]);
        }
    }
};
} // namespace

void classify_portable(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                       std::size_t count) noexcept {
    classify<any_cpu>(view, packets, hits, count);
}

} // namespace xdpk::detail
