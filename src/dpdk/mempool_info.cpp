// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_debug.h>
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_mempool.h>

#include "mempool_list.hpp"
#include "mempool_make.hpp"

#include <algorithm>

namespace xdpk::dpdk {

namespace {

std::uint32_t cached(const rte_mempool& mp) {
    std::uint32_t sum = 0;
    for (unsigned lcore = 0; mp.local_cache != nullptr && lcore < RTE_MAX_LCORE; ++lcore)
        sum += __atomic_load_n(&mp.local_cache[lcore].len, __ATOMIC_RELAXED);
    return sum;
}

std::uint32_t free_objects(const rte_mempool& mp) { return rte_ring_count(mp.free_objects) + cached(mp) + unmade(mp); }

} // namespace

extern "C" {

rte_mempool* rte_mempool_lookup(const char* name) {
    rte_mempool* const found = mempools.find(name);
    if (found == nullptr)
        rte_errno = ENOENT;
    return found;
}

rte_mempool* rte_mempool_from_obj(void* obj) {
    return mempools.first([obj](const rte_mempool& mp) {
        const char* const at = static_cast<const char*>(obj);
        return mp.objects != nullptr && at >= mp.objects &&
               at < mp.objects + std::size_t{mp.populated_size} * mp.stride;
    });
}

std::uint32_t rte_mempool_obj_iter(rte_mempool* mp, rte_mempool_obj_cb_t* each, void* arg) {
    make_rest(*mp);
    for (std::uint32_t i = 0; i < mp->populated_size; ++i)
        each(mp, arg, mp->objects + std::size_t{i} * mp->stride, i);
    return mp->populated_size;
}

std::uint32_t rte_mempool_mem_iter(rte_mempool* mp, rte_mempool_mem_cb_t* each, void* arg) {
    if (mp->objects == nullptr)
        return 0;
    rte_mempool_memhdr all{.mp = mp,
                           .addr = mp->objects,
                           .iova = reinterpret_cast<std::uintptr_t>(mp->objects),
                           .len = std::size_t{mp->populated_size} * mp->stride};
    each(mp, arg, &all, 0);
    return 1;
}

void rte_mempool_walk(void (*each)(rte_mempool*, void*), void* arg) {
    for (rte_mempool* const mp : mempools.all())
        each(mp, arg);
}

unsigned rte_mempool_avail_count(const rte_mempool* mp) {
    if (mp->free_objects == nullptr)
        return 0;
    return std::min(free_objects(*mp), mp->size);
}

unsigned rte_mempool_in_use_count(const rte_mempool* mp) { return mp->size - rte_mempool_avail_count(mp); }

void rte_mempool_audit(rte_mempool* mp) {
    const std::uint32_t free = free_objects(*mp);
    if (free > mp->populated_size)
        rte_panic("mempool %s: %u objects are free, but there are only %u\n", mp->name, free, mp->populated_size);
}

void rte_mempool_dump(FILE* f, rte_mempool* mp) {
    std::fprintf(f, "mempool <%s>@%p\n  flags=%x\n  socket_id=%d\n  size=%u\n  populated_size=%u\n  elt_size=%u\n",
                 mp->name, static_cast<void*>(mp), mp->flags, mp->socket_id, mp->size, mp->populated_size,
                 mp->elt_size);
    std::fprintf(f, "  total_obj_size=%u\n  private_data_size=%u\n  ops_name=%s\n  cache_size=%u\n", mp->stride,
                 mp->private_data_size, mp->ops_name, mp->cache_size);
    std::fprintf(f, "  cached=%u\n  common_pool_count=%u\n", cached(*mp),
                 mp->free_objects != nullptr ? rte_ring_count(mp->free_objects) + unmade(*mp) : 0U);
}

void rte_mempool_list_dump(FILE* f) {
    for (rte_mempool* const mp : mempools.all())
        rte_mempool_dump(f, mp);
}

std::uint32_t rte_mempool_calc_obj_size(std::uint32_t elt_size, std::uint32_t flags, rte_mempool_objsz* sz) {
    const std::uint32_t used = (elt_size + 7) & ~7U;
    const std::uint32_t line = (flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) != 0 ? 8 : RTE_CACHE_LINE_SIZE;
    const std::uint32_t total = (used + line - 1) / line * line;
    if (sz != nullptr)
        *sz = {.elt_size = used, .header_size = 0, .trailer_size = total - used, .total_size = total};
    return total;
}

} // extern "C"

} // namespace xdpk::dpdk
