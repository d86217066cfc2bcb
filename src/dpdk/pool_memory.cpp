// SPDX-License-Identifier: BSD-3-Clause
#include "pool_memory.hpp"

#include "arena.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_mbuf_core.h>

#include <algorithm>
#include <cerrno>
#include <map>

namespace xdpk::dpdk {

namespace {

// No packet has so many segments.
constexpr std::uint16_t first_mark = 0x8000;

struct open_umems {
    std::mutex lock;
    std::map<const pool_memory*, std::weak_ptr<pool_umem>> all;
};

open_umems& umems() {
    static open_umems& only = *new open_umems;
    return only;
}

pool_memory& with_objects(std::size_t bytes, bool there) {
    pool_memory* const made = arena::get().make<pool_memory>();
    try {
        made->start = static_cast<char*>(arena::get().allocate(bytes, page_alignment(bytes)));
        if (there)
            back_with_pages(made->start, bytes);
    } catch (...) {
        free_pool_memory(made);
        throw;
    }
    return *made;
}

} // namespace

pool_memory& make_pool_memory(std::size_t bytes, bool there) { return with_objects(bytes, there); }

pool_memory& make_pool_memory(std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved) {
    pool_memory& made = with_objects(std::size_t{frames} * chunk, true);
    made.frames = frames;
    made.chunk = chunk;
    made.reserved = reserved;
    // A quarter stays for those who work on packets, however many queues there are.
    made.lendable = std::max(frames / 4 * 3, 1U);
    return made;
}

void free_pool_memory(pool_memory* memory) noexcept {
    if (memory == nullptr)
        return;
    arena::get().free(memory->start);
    arena::get().free(memory);
}

std::uint16_t enter(pool_memory& memory, std::uint32_t frames) {
    const std::scoped_lock hold(arena::get());
    const auto free = std::ranges::find(memory.marks, false);
    if (free == memory.marks.end())
        throw error({.where = "a pool of packets", .what = "too many queues use it", .code = ENOSPC});
    *free = true;
    memory.wanted += frames;
    return static_cast<std::uint16_t>(first_mark + (free - memory.marks.begin()));
}

void leave(rte_mempool& pool, std::uint16_t mark, std::uint32_t frames) noexcept {
    const std::scoped_lock hold(arena::get());
    memory_of(pool).wanted -= frames;
    memory_of(pool).marks.at(mark - first_mark) = false;
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

pool_umem::pool_umem(const pool_memory& of)
    : frames(reinterpret_cast<std::byte*>(of.start), of.frames, of.chunk, of.reserved) {}

std::shared_ptr<pool_umem> umem_of(const rte_mempool& pool) {
    const std::scoped_lock hold(umems().lock);
    std::weak_ptr<pool_umem>& known = umems().all[&memory_of(pool)];
    std::shared_ptr<pool_umem> found = known.lock();
    if (found == nullptr) {
        found = std::make_shared<pool_umem>(memory_of(pool));
        known = found;
    }
    return found;
}

} // namespace xdpk::dpdk
