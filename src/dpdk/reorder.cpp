// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_reorder.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <xdpk/dpdk/rte_errno.h>

#include "dpdk/reorder_buffer.hpp"

namespace xdpk::dpdk {
namespace {

/// Whether `a` comes before `b`; numbers wrap.
bool is_before(rte_reorder_seqn_t a, rte_reorder_seqn_t b) noexcept { return static_cast<std::int32_t>(a - b) < 0; }

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

bool rte_reorder_buffer::is_empty() noexcept {
    return std::ranges::all_of(slots(), [](const rte_mbuf* packet) { return packet == nullptr; });
}

void rte_reorder_buffer::clear() noexcept {
    for (rte_mbuf*& packet : slots())
        rte_pktmbuf_free(std::exchange(packet, nullptr));
    lowest = 0;
    has_begun = false;
    ready_first = ready_count = 0;
}

rte_mbuf* rte_reorder_buffer::pass() noexcept { return std::exchange(waiting(lowest++), nullptr); }

bool rte_reorder_buffer::make_room(rte_reorder_seqn_t number) noexcept {
    while (number - lowest >= size || waiting(lowest) != nullptr) {
        if (ready_count == most_ready())
            return number - lowest < size;
        if (rte_mbuf* const packet = pass())
            ready(ready_count++) = packet;
    }
    return true;
}

rte_mbuf* rte_reorder_buffer::take_ready() noexcept {
    rte_mbuf* const packet = std::exchange(ready(0), nullptr);
    ++ready_first;
    --ready_count;
    return packet;
}

int rte_reorder_insert(struct rte_reorder_buffer* b, struct rte_mbuf* mbuf) {
    const rte_reorder_seqn_t number = *rte_reorder_seqn(mbuf);
    if (!b->has_begun) {
        b->lowest = number;
        b->has_begun = true;
    }
    const std::uint32_t ahead = number - b->lowest;
    int refused = 0;
    if (ahead >= 2 * std::uint64_t{b->size} || (ahead < b->size && b->waiting(number) != nullptr))
        refused = ERANGE;
    else if (ahead >= b->size && !b->make_room(number))
        refused = ENOSPC;
    if (refused != 0) {
        rte_errno = refused;
        return -1;
    }
    b->waiting(number) = mbuf;
    return 0;
}

unsigned int rte_reorder_drain(struct rte_reorder_buffer* b, struct rte_mbuf** mbufs, unsigned max_mbufs) {
    unsigned count = 0;
    while (count < max_mbufs && b->ready_count > 0)
        mbufs[count++] = b->take_ready();
    while (count < max_mbufs && b->waiting(b->lowest) != nullptr)
        mbufs[count++] = b->pass();
    return count;
}

unsigned int rte_reorder_drain_up_to_seqn(struct rte_reorder_buffer* b, struct rte_mbuf** mbufs, unsigned int max_mbufs,
                                          rte_reorder_seqn_t seqn) {
    unsigned count = 0;
    while (count < max_mbufs && b->ready_count > 0 && is_before(*rte_reorder_seqn(b->ready(0)), seqn))
        mbufs[count++] = b->take_ready();
    for (unsigned step = 0; b->has_begun && count < max_mbufs && is_before(b->lowest, seqn); ++step) {
        if (step == b->size)
            b->lowest = seqn;
        else if (rte_mbuf* const packet = b->pass())
            mbufs[count++] = packet;
    }
    return count;
}

unsigned int rte_reorder_min_seqn_set(struct rte_reorder_buffer* b, rte_reorder_seqn_t min_seqn) {
    if (!b->is_empty())
        return static_cast<unsigned>(-ENOTEMPTY);
    b->lowest = min_seqn;
    b->has_begun = true;
    return 0;
}
