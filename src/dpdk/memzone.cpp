// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_memzone.h>

#include "dpdk/log_error.hpp"
#include "dpdk/named_things.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace {

using xdpk::dpdk::arena;

constexpr xdpk::dpdk::named_things<rte_memzone> zones(xdpk::dpdk::shared_kind::memzone);

int refusal(std::string_view name, std::size_t length, unsigned align, unsigned bound) {
    if (length == 0 || !rte_is_power_of_2(align) || (bound != 0 && (bound < length || !rte_is_power_of_2(bound))))
        return EINVAL;
    if (name.size() >= RTE_MEMZONE_NAMESIZE)
        return ENAMETOOLONG;
    if (zones.find(name) != nullptr)
        return EEXIST;
    return zones.all().size() >= RTE_MAX_MEMZONE ? ENOSPC : 0;
}

const rte_memzone* reserved(const char* name, std::size_t length, int socket, unsigned flags, unsigned align,
                            unsigned bound) {
    const std::scoped_lock held(arena::get());
    align = std::max(align, unsigned{RTE_CACHE_LINE_SIZE});
    rte_errno = refusal(name, length, align, bound);
    if (rte_errno != 0)
        return nullptr;
    // What is aligned to the boundary and no longer than it does not cross it.
    void* const memory = arena::get().allocate(length, std::max(align, bound));
    rte_memzone& zone = *arena::get().make<rte_memzone>();
    std::memcpy(zone.name, name, std::strlen(name));
    zone.addr = memory;
    zone.iova = reinterpret_cast<rte_iova_t>(memory);
    zone.len = length;
    zone.hugepage_sz = RTE_PGSIZE_4K;
    zone.socket_id = std::max(socket, 0);
    zone.flags = flags;
    zones.add(&zone);
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
    const std::scoped_lock held(arena::get());
    rte_memzone* const zone = zones.first([mz](const rte_memzone& z) { return &z == mz; });
    if (zone == nullptr)
        return -EINVAL;
    zones.remove(zone);
    arena::get().free(zone->addr);
    arena::get().free(zone);
    return 0;
}

const struct rte_memzone* rte_memzone_lookup(const char* name) {
    const rte_memzone* const zone = zones.find(name);
    if (zone == nullptr)
        rte_errno = ENOENT;
    return zone;
}

void rte_memzone_walk(void (*func)(const struct rte_memzone*, void* arg), void* arg) {
    for (const rte_memzone* const zone : zones.all())
        func(zone, arg);
}

void rte_memzone_dump(FILE* f) {
    rte_memzone_walk(
        [](const rte_memzone* zone, void* out) {
            std::fprintf(static_cast<FILE*>(out), "Zone: name:<%s>, len:0x%zx, virt:%p, socket_id:%d, flags:%x\n",
                         zone->name, zone->len, zone->addr, zone->socket_id, zone->flags);
        },
        f);
}
