// SPDX-License-Identifier: BSD-3-Clause
#include "mempool_make.hpp"

#include "packet_pool.hpp"

#include <algorithm>
#include <array>

namespace xdpk::dpdk {

namespace {

/// Makes `n` objects, or none if so many are not left.
bool make(rte_mempool& mp, void** objects, std::uint32_t n) noexcept {
    std::uint32_t first = __atomic_load_n(&mp.made_size, __ATOMIC_RELAXED);
    do {
        if (mp.populated_size - first < n)
            return false;
    } while (!__atomic_compare_exchange_n(&mp.made_size, &first, first + n, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    for (std::uint32_t i = 0; i < n; ++i) {
        objects[i] = mp.objects + std::size_t{first + i} * mp.stride;
        if (is_packet_pool(mp))
            rte_pktmbuf_init(&mp, nullptr, objects[i], first + i);
    }
    return true;
}

} // namespace

void make_rest(rte_mempool& mp) noexcept {
    std::array<void*, 64> some;
    while (const std::uint32_t left = unmade(mp)) {
        const auto n = std::min(left, static_cast<std::uint32_t>(some.size()));
        if (make(mp, some.data(), n))
            rte_ring_enqueue_bulk(mp.free_objects, some.data(), n, nullptr);
    }
}

extern "C" unsigned xdpk_mempool_make(rte_mempool* mp, void** objects, unsigned n) {
    const unsigned had = rte_ring_dequeue_burst(mp->free_objects, objects, n, nullptr);
    if (had == n || make(*mp, objects + had, n - had))
        return n;
    rte_ring_enqueue_bulk(mp->free_objects, objects, had, nullptr);
    return 0;
}

} // namespace xdpk::dpdk
