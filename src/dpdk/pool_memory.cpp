// SPDX-License-Identifier: BSD-3-Clause
#include "pool_memory.hpp"

#include <xdpk/dpdk/rte_mbuf_core.h>

#include <algorithm>

namespace xdpk::dpdk {

namespace {

// No packet has so many segments.
constexpr std::uint16_t first_mark = 0x8000;

} // namespace

pool_memory::pool_memory(std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved)
    // A quarter stays for those who work on packets, however many queues there are.
    : lendable_(std::max(frames / 4 * 3, 1U)) {
    frames_.emplace(frames, chunk, 0, reserved);
}

char* pool_memory::start() noexcept {
    return reinterpret_cast<char*>(frames_ ? frames_->pool().memory() : plain_.data());
}

std::uint16_t pool_memory::enter(std::uint32_t frames) {
    const std::lock_guard hold(marks_lock_);
    wanted_ += frames;
    const auto free = std::ranges::find(marks_, false);
    const auto index = free - marks_.begin();
    if (free == marks_.end())
        marks_.push_back(true);
    else
        *free = true;
    return static_cast<std::uint16_t>(first_mark + index);
}

void pool_memory::leave(std::uint16_t mark, std::uint32_t frames, rte_mempool& pool) {
    const std::lock_guard hold(marks_lock_);
    wanted_ -= frames;
    marks_[mark - first_mark] = false;
    for (std::uint32_t i = 0; i < pool.populated_size; ++i) {
        void* const object = pool.objects + std::size_t{i} * pool.stride;
        auto* const m = static_cast<rte_mbuf*>(object);
        // Others may be at work on packets of theirs meanwhile.
        if (__atomic_load_n(&m->nb_segs, __ATOMIC_RELAXED) != mark)
            continue;
        m->next = nullptr;
        m->nb_segs = 1;
        rte_ring_enqueue(pool.free_objects, object);
    }
}

} // namespace xdpk::dpdk
