// SPDX-License-Identifier: BSD-3-Clause
// Compiled for the CPUs that classifier_lookup.hpp names, see CMakeLists.txt.
#include "table/class_walk_avx512.hpp"
#include "table/classifier_burst.hpp"

namespace xdpk::detail {

namespace {
struct cpu_with_avx512 {
    static void find_classes(const class_view& view, const std::uint32_t* const* packet, std::size_t used,
                             std::uint64_t* best, const std::uint32_t* place, classifier_hit* hits) noexcept {
        class_walk_avx512(view, packet, used).run(best, place, hits);
    }
};
} // namespace

void classify_avx512(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                     std::size_t count) noexcept {
    classify<cpu_with_avx512>(view, packets, hits, count);
}

bool has_classify_avx512() noexcept {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

} // namespace xdpk::detail
