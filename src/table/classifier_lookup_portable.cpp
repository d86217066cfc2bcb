// SPDX-License-Identifier: BSD-3-Clause
#include "table/classifier_walk.hpp"

namespace xdpk::detail {

namespace {
struct any_cpu {};
} // namespace

void classify_portable(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                       std::size_t count) noexcept {
    classify<any_cpu>(view, packets, hits, count);
}

} // namespace xdpk::detail
