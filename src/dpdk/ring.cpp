// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_ring.h>

#include "log_error.hpp"
#include "named_things.hpp"

#include <bit>
#include <cstring>

namespace xdpk::dpdk {

namespace {

constexpr named_things<rte_ring> rings(shared_kind::ring);

constexpr std::uint32_t most_slots = RTE_RING_SZ_MASK / 2 + 1;

/// Slots for `count` objects, 0 if there is no such ring. One slot of a ring that is not exact stays empty, as users
/// know it.
std::uint32_t slots_for(unsigned count, unsigned flags) {
    if ((flags & RING_F_EXACT_SZ) != 0)
        return count < most_slots ? std::bit_ceil(count + 1) : 0;
    return std::has_single_bit(count) && count <= most_slots ? count : 0;
}

rte_ring_sync_type sync_of(unsigned flags, unsigned single) {
    return (flags & single) != 0 ? RTE_RING_SYNC_ST : RTE_RING_SYNC_MT;
}

rte_ring* refuse(int code) {
    rte_errno = code;
    return nullptr;
}

} // namespace

extern "C" {

ssize_t rte_ring_get_memsize_elem(unsigned esize, unsigned count) {
    if (esize % 4 != 0 || slots_for(count, 0) == 0)
        return -EINVAL;
    const std::size_t bytes = sizeof(rte_ring) + std::size_t{count} * esize;
    return static_cast<ssize_t>((bytes + RTE_CACHE_LINE_SIZE - 1) / RTE_CACHE_LINE_SIZE * RTE_CACHE_LINE_SIZE);
}

ssize_t rte_ring_get_memsize(unsigned count) { return rte_ring_get_memsize_elem(sizeof(void*), count); }

int rte_ring_init(rte_ring* r, const char* name, unsigned count, unsigned flags) {
    const std::uint32_t slots = slots_for(count, flags);
    if (slots == 0)
        return -EINVAL;
    if (std::strlen(name) >= sizeof r->name)
        return -ENAMETOOLONG;
    *r = rte_ring{};
    std::strcpy(r->name, name);
    r->flags = static_cast<int>(flags);
    r->size = slots;
    r->mask = slots - 1;
    r->capacity = (flags & RING_F_EXACT_SZ) != 0 ? count : slots - 1;
    r->prod.sync_type = sync_of(flags, RING_F_SP_ENQ);
    r->cons.sync_type = sync_of(flags, RING_F_SC_DEQ);
    return 0;
}

rte_ring* rte_ring_create_elem(const char* name, unsigned esize, unsigned count, int, unsigned flags) {
    const std::uint32_t slots = slots_for(count, flags);
    const ssize_t bytes = slots == 0 ? -EINVAL : rte_ring_get_memsize_elem(esize, slots);
    if (bytes < 0)
        return refuse(EINVAL);
    if (std::strlen(name) >= RTE_RING_NAMESIZE)
        return refuse(ENAMETOOLONG);
    return guarded_pointer([=] {
        arena& memory = arena::get();
        const std::scoped_lock hold(memory);
        if (rings.find(name) != nullptr)
            return refuse(EEXIST);
        auto* const r = static_cast<rte_ring*>(memory.allocate(static_cast<std::size_t>(bytes)));
        rte_ring_init(r, name, count, flags);
        rings.add(r);
        return r;
    });
}

rte_ring* rte_ring_create(const char* name, unsigned count, int socket_id, unsigned flags) {
    return rte_ring_create_elem(name, sizeof(void*), count, socket_id, flags);
}

void rte_ring_free(rte_ring* r) {
    if (r == nullptr)
        return;
    rings.remove(r);
    arena::get().free(r);
}

rte_ring* rte_ring_lookup(const char* name) {
    rte_ring* const found = rings.find(name);
    return found != nullptr ? found : refuse(ENOENT);
}

void rte_ring_reset(rte_ring* r) { r->prod.head = r->prod.tail = r->cons.head = r->cons.tail = 0; }

void rte_ring_dump(FILE* f, const rte_ring* r) {
    std::fprintf(f, "ring <%s>@%p\n  flags=%x\n  size=%u\n  capacity=%u\n  used=%u\n  avail=%u\n", r->name,
                 static_cast<const void*>(r), static_cast<unsigned>(r->flags), r->size, r->capacity, rte_ring_count(r),
                 rte_ring_free_count(r));
    std::fprintf(f, "  ct=%u\n  ch=%u\n  pt=%u\n  ph=%u\n", r->cons.tail, r->cons.head, r->prod.tail, r->prod.head);
}

void rte_ring_list_dump(FILE* f) {
    for (const rte_ring* const r : rings.all())
        rte_ring_dump(f, r);
}

} // extern "C"

} // namespace xdpk::dpdk
