// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_memzone.h>

#include "dpdk/log_error.hpp"

#include <xdpk/dpdk/rte_malloc.h>

#include <algorithm>
#include <cstring>
#include <list>
#include <mutex>
#include <string_view>

namespace {

struct zones_t {
    std::mutex lock;
    std::list<rte_memzone> all; // their addresses are the program's
};

zones_t& zones() {
    static zones_t& only = *new zones_t;
    return only;
}

rte_memzone* found(std::string_view name) {
    auto& all = zones().all;
    const auto zone = std::ranges::find(all, name, [](const rte_memzone& z) { return std::string_view(z.name); });
    return zone == all.end() ? nullptr : &*zone;
}

int refusal(std::string_view name, std::size_t length, unsigned align, unsigned bound) {
    if (length == 0 || !rte_is_power_of_2(align) || (bound != 0 && (bound < length || !rte_is_power_of_2(bound))))
        return EINVAL;
    if (name.size() >= RTE_MEMZONE_NAMESIZE)
        return ENAMETOOLONG;
    if (found(name) != nullptr)
        return EEXIST;
    return zones().all.size() >= RTE_MAX_MEMZONE ? ENOSPC : 0;
}

const rte_memzone* reserved(const char* name, std::size_t length, int socket, unsigned flags, unsigned align,
                            unsigned bound) {
    const std::scoped_lock held(zones().lock);
    align = std::max(align, unsigned{RTE_CACHE_LINE_SIZE});
    rte_errno = refusal(name, length, align, bound);
    if (rte_errno != 0)
        return nullptr;
    // What is aligned to the boundary and no longer than it does not cross it.
    void* const memory = rte_zmalloc(name, length, std::max(align, bound));
    if (memory == nullptr)
        return nullptr;
    rte_memzone& zone = zones().all.emplace_back();
    std::memcpy(zone.name, name, std::strlen(name));
    zone.addr = memory;
    zone.iova = rte_malloc_virt2iova(memory);
    zone.len = length;
    zone.hugepage_sz = RTE_PGSIZE_4K;
    zone.socket_id = std::max(socket, 0);
    zone.flags = flags;
    return &zone;
}

} // namespace

const struct rte_memzone* rte_memzone_reserve_bounded(const char* name, size_t len, int socket_id, unsigned flags,
                                                      unsigned align, unsigned bound) {
    return xdpk::dpdk::guarded_pointer([&] { return reserved(name, len, socket_id, flags, align, bound); });
}

const struct rte_memzone* rte_memzone_reserve_aligned(const char* name, size_t len, int socket_id, unsigned flags,
                                                      unsigned align) {
    return rte_memzone_reserve_bounded(name, len, socket_id, flags, align, 0);
}

const struct rte_memzone* rte_memzone_reserve(const char* name, size_t len, int socket_id, unsigned flags) {
    return rte_memzone_reserve_bounded(name, len, socket_id, flags, RTE_CACHE_LINE_SIZE, 0);
}

int rte_memzone_free(const struct rte_memzone* mz) {
    const std::scoped_lock held(zones().lock);
    auto& all = zones().all;
    const auto zone = std::ranges::find_if(all, [&](const rte_memzone& z) { return &z == mz; });
    if (zone == all.end())
        return -EINVAL;
    rte_free(zone->addr);
    all.erase(zone);
    return 0;
}

const struct rte_memzone* rte_memzone_lookup(const char* name) {
    const std::scoped_lock held(zones().lock);
    const rte_memzone* const zone = found(name);
    if (zone == nullptr)
        rte_errno = ENOENT;
    return zone;
}

void rte_memzone_walk(void (*func)(const struct rte_memzone*, void* arg), void* arg) {
    const std::scoped_lock held(zones().lock);
    for (const rte_memzone& zone : zones().all)
        func(&zone, arg);
}

void rte_memzone_dump(FILE* f) {
    rte_memzone_walk(
        [](const rte_memzone* zone, void* out) {
            std::fprintf(static_cast<FILE*>(out), "Zone: name:<%s>, len:0x%zx, virt:%p, socket_id:%d, flags:%x\n",
                         zone->name, zone->len, zone->addr, zone->socket_id, zone->flags);
        },
        f);
}
