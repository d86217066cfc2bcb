// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_log.h>
#include <xdpk/dpdk/rte_mbuf.h>
#include <xdpk/dpdk/rte_mempool.h>

#include "log_error.hpp"
#include "mempool_list.hpp"
#include "mempool_make.hpp"
#include "packet_pool.hpp"
#include "pool_memory.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>

namespace xdpk::dpdk {

namespace {

// All of them are a ring: what they differ in is who may use it.
constexpr std::array<std::string_view, 8> known_ops{"ring_mp_mc",  "ring_sp_sc",  "ring_mp_sc", "ring_sp_mc",
                                                    "ring_mt_rts", "ring_mt_hts", "stack",      "lf_stack"};
constexpr unsigned user_flags = 0x7f;
// Larger pools are not touched before they are used: their packets would take seconds and gigabytes that most programs
// never use.
constexpr std::size_t largest_pinned = std::size_t{1} << 30;

struct pool_release {
    void operator()(rte_mempool* mp) const noexcept {
        rte_ring_free(mp->free_objects);
        free_pool_memory(static_cast<pool_memory*>(mp->memory));
        for (void* const memory : {static_cast<void*>(mp->local_cache), mp->private_data, static_cast<void*>(mp)})
            arena::get().free(memory);
    }
};
using owned_pool = std::unique_ptr<rte_mempool, pool_release>;

void init_cache(rte_mempool_cache& cache, std::uint32_t size) {
    cache.size = size;
    cache.flushthresh = size + size / 2;
}

error refusal(const char* name, const std::string& why, int code) {
    return error({.where = std::string("mempool ") + name, .what = why, .code = code});
}

owned_pool make_empty(const char* name, unsigned n, unsigned elt_size, unsigned cache_size, unsigned private_size,
                      int socket_id, unsigned flags) {
    if (std::strlen(name) >= RTE_MEMPOOL_NAMESIZE)
        throw refusal(name, "the name is too long", ENAMETOOLONG);
    if (mempools.find(name) != nullptr)
        throw refusal(name, "there is one of that name", EEXIST);
    if (n == 0 || cache_size > RTE_MEMPOOL_CACHE_MAX_SIZE || cache_size + cache_size / 2 > n)
        throw refusal(name, "needs objects, and a cache of at most 512 and two thirds of them", EINVAL);
    owned_pool mp(arena::get().make<rte_mempool>());
    std::strcpy(mp->name, name);
    mp->flags = flags & user_flags;
    mp->socket_id = socket_id;
    mp->size = n;
    mp->cache_size = cache_size;
    mp->elt_size = (elt_size + 7) & ~7U;
    mp->private_data_size = private_size;
    if (private_size != 0)
        mp->private_data = arena::get().allocate(private_size);
    if (cache_size != 0) {
        mp->local_cache =
            static_cast<rte_mempool_cache*>(arena::get().allocate(RTE_MAX_LCORE * sizeof(rte_mempool_cache)));
        for (unsigned lcore = 0; lcore < RTE_MAX_LCORE; ++lcore)
            init_cache(mp->local_cache[lcore], cache_size);
    }
    std::strcpy(mp->ops_name, known_ops.front().data());
    return mp;
}

// `made_late`: those who take objects may have to put some back.
void make_ring(rte_mempool& mp, bool made_late) {
    const bool one_puts = (mp.flags & RTE_MEMPOOL_F_SP_PUT) != 0 && !made_late;
    const unsigned flags = RING_F_EXACT_SZ | (one_puts ? RING_F_SP_ENQ : 0U) |
                           ((mp.flags & RTE_MEMPOOL_F_SC_GET) != 0 ? RING_F_SC_DEQ : 0U);
    const std::string name = std::string(RTE_MEMPOOL_MZ_PREFIX).append(mp.name).substr(0, RTE_RING_NAMESIZE - 1);
    mp.free_objects = rte_ring_create(name.c_str(), mp.size, mp.socket_id, flags);
    if (mp.free_objects == nullptr)
        throw refusal(mp.name, "no ring for its free objects", rte_errno);
}

/// An odd number of cache lines apart, so that objects do not compete for the same few sets of the CPU's cache.
std::uint32_t plain_stride(const rte_mempool& mp) {
    const std::uint32_t lines = (mp.elt_size + RTE_CACHE_LINE_SIZE - 1) / RTE_CACHE_LINE_SIZE;
    return ((mp.flags & RTE_MEMPOOL_F_NO_SPREAD) != 0 ? lines : lines | 1U) * RTE_CACHE_LINE_SIZE;
}

void populate(rte_mempool& mp) {
    if (mp.populated_size != 0)
        throw refusal(mp.name, "has its objects already", EEXIST);
    const std::uint32_t frame = is_packet_pool(mp) ? chunk_for(mp) : 0;
    const std::uint32_t chunk = std::size_t{mp.size} * frame <= largest_pinned ? frame : 0;
    mp.stride = chunk != 0 ? chunk : plain_stride(mp);
    const std::size_t bytes = std::size_t{mp.size} * mp.stride;
    const bool made_late = is_packet_pool(mp) && bytes > largest_pinned;
    make_ring(mp, made_late);
    mp.memory = chunk != 0 ? &make_pool_memory(mp.size, chunk, reserved_bytes(mp))
                           : &make_pool_memory(bytes, bytes <= largest_pinned);
    mp.objects = memory_of(mp).start;
    mp.populated_size = mp.size;
    if (frame != chunk)
        RTE_LOG(NOTICE, MEMPOOL, "%s: %zu MiB of packets are too many to be frames of devices: ports copy them\n",
                mp.name, bytes >> 20);
    if (!made_late)
        make_rest(mp);
}

} // namespace

extern "C" {

rte_mempool* rte_mempool_create_empty(const char* name, unsigned n, unsigned elt_size, unsigned cache_size,
                                      unsigned private_data_size, int socket_id, unsigned flags) {
    return guarded_pointer([&] {
        owned_pool mp = make_empty(name, n, elt_size, cache_size, private_data_size, socket_id, flags);
        mempools.add(mp.get());
        return mp.release();
    });
}

int rte_mempool_populate_default(rte_mempool* mp) {
    return guarded([mp] {
        populate(*mp);
        return static_cast<int>(mp->size);
    });
}

int rte_mempool_populate_anon(rte_mempool* mp) { return rte_mempool_populate_default(mp); }

rte_mempool* rte_mempool_create(const char* name, unsigned n, unsigned elt_size, unsigned cache_size,
                                unsigned private_data_size, rte_mempool_ctor_t* mp_init, void* mp_init_arg,
                                rte_mempool_obj_cb_t* obj_init, void* obj_init_arg, int socket_id, unsigned flags) {
    return guarded_pointer([&] {
        owned_pool mp = make_empty(name, n, elt_size, cache_size, private_data_size, socket_id, flags);
        if (mp_init != nullptr)
            mp_init(mp.get(), mp_init_arg);
        populate(*mp);
        const bool done = obj_init == rte_pktmbuf_init && is_packet_pool(*mp);
        if (obj_init != nullptr && !done)
            rte_mempool_obj_iter(mp.get(), obj_init, obj_init_arg);
        mempools.add(mp.get());
        return mp.release();
    });
}

void rte_mempool_free(rte_mempool* mp) {
    if (mp == nullptr)
        return;
    mempools.remove(mp);
    pool_release{}(mp);
}

int rte_mempool_set_ops_byname(rte_mempool* mp, const char* name, void*) {
    if (mp->populated_size != 0)
        return -EEXIST;
    if (std::ranges::find(known_ops, name) == known_ops.end())
        return -EINVAL;
    std::strcpy(mp->ops_name, name);
    return 0;
}

rte_mempool_cache* rte_mempool_cache_create(std::uint32_t size, int) {
    return guarded_pointer([size] {
        if (size == 0 || size > RTE_MEMPOOL_CACHE_MAX_SIZE)
            throw refusal("cache", "holds 1 to 512 objects", EINVAL);
        auto* const cache = arena::get().make<rte_mempool_cache>();
        init_cache(*cache, size);
        return cache;
    });
}

void rte_mempool_cache_free(rte_mempool_cache* cache) { arena::get().free(cache); }

} // extern "C"

} // namespace xdpk::dpdk
