// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/distributor.hpp"

#include <utility>

#include <xdpk/dpdk/rte_cycles.h>
#include <xdpk/dpdk/rte_mbuf_core.h>
#include <xdpk/dpdk/rte_pause.h>

using namespace xdpk::dpdk;

unsigned rte_distributor::process(std::span<rte_mbuf* const> packets) noexcept {
    look();
    unsigned placed = 0;
    while (placed < packets.size() && place(packets[placed]))
        ++placed;
    look();
    return placed;
}

void rte_distributor::look() noexcept {
    for (worker& one : workers_)
        if (one.back.is_full())
            take_back(one);
    // Only now is it known who could take what those that have ended were to have.
    for (worker& one : workers_)
        if (std::exchange(one.has_ended, false))
            pass_on(one);
    for (worker& one : workers_)
        if (one.asks && one.waiting.count > 0)
            hand_over(one);
}

void rte_distributor::take_back(worker& one) noexcept {
    for (rte_mbuf* const packet : one.back.packets())
        keep_returned(packet);
    one.asks = one.is_active = one.back.wants_more();
    one.has_ended = !one.is_active;
    one.in_flight.count = 0;
    one.back.empty();
}

void rte_distributor::hand_over(worker& one) noexcept {
    const unsigned count = std::min(one.waiting.count, at_once_);
    one.in_flight = one.waiting;
    one.in_flight.count = count;
    one.asks = false;
    one.given.put({one.waiting.packets.data(), count});
    one.waiting.drop_first(count);
}

void rte_distributor::pass_on(worker& ended) noexcept {
    // It may have ended without looking at what it had asked for.
    const auto unseen = ended.given.is_full() ? ended.given.packets() : std::span<rte_mbuf* const>{};
    std::array<rte_mbuf*, std::size_t{2} * most_at_once> orphans{};
    auto end = std::ranges::copy(unseen, orphans.begin()).out;
    end = std::copy_n(ended.waiting.packets.begin(), std::exchange(ended.waiting.count, 0), end);
    if (!unseen.empty())
        ended.given.empty();
    for (rte_mbuf* const packet : std::span(orphans.begin(), end))
        if (!place(packet))
            keep_returned(packet);
}

rte_distributor::worker* rte_distributor::choose(std::uint32_t tag) noexcept {
    for (worker& one : workers_)
        if (one.is_active && one.has_flow(tag))
            return &one;
    worker* found = nullptr;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        worker& one = workers_[(turn_ + i) % workers_.size()];
        if (one.is_active && (found == nullptr || one.waiting.count < found->waiting.count))
            found = &one;
    }
    turn_ = (turn_ + 1) % workers_.size();
    return found;
}

bool rte_distributor::place(rte_mbuf* packet) noexcept {
    const std::uint32_t tag = packet->hash.usr;
    for (;;) {
        worker* const one = choose(tag);
        if (one == nullptr)
            return false;
        if (one->waiting.count < most_at_once) {
            one->waiting.add(packet, tag);
            if (one->asks && one->waiting.count >= at_once_)
                hand_over(*one);
            return true;
        }
        rte_pause();
        look();
    }
}

void rte_distributor::keep_returned(rte_mbuf* packet) noexcept {
    if (returned_count_ == returned_.size()) {
        first_returned_ = (first_returned_ + 1) % returned_.size();
        --returned_count_;
    }
    returned_[(first_returned_ + returned_count_++) % returned_.size()] = packet;
}

unsigned rte_distributor::take_returned(std::span<rte_mbuf*> room) noexcept {
    const auto count = std::min(room.size(), returned_count_);
    for (std::size_t i = 0; i < count; ++i)
        room[i] = returned_[(first_returned_ + i) % returned_.size()];
    first_returned_ = (first_returned_ + count) % returned_.size();
    returned_count_ -= count;
    return static_cast<unsigned>(count);
}

void rte_distributor::forget_returned() noexcept {
    look();
    returned_count_ = 0;
}

unsigned rte_distributor::outstanding() const noexcept {
    unsigned count = 0;
    for (const worker& one : workers_)
        count += one.waiting.count + one.in_flight.count;
    return count;
}

unsigned rte_distributor::flush() noexcept {
    const unsigned before = outstanding();
    while (outstanding() > 0) {
        look();
        rte_pause();
    }
    if (at_once_ > 1)
        release_waiters();
    return before;
}

void rte_distributor::release_waiters() noexcept {
    // A worker that was done with its packets is about to ask for more: it would wait for ever.
    const std::uint64_t end = rte_get_timer_cycles() + rte_get_timer_hz() / 1000;
    const auto is_busy = [](const worker& one) { return one.is_active && !one.asks; };
    do
        look();
    while (std::ranges::any_of(workers_, is_busy) && rte_get_timer_cycles() < end);
    for (worker& one : workers_)
        if (one.asks)
            hand_over(one);
}

void rte_distributor::give_back(unsigned number, std::span<rte_mbuf* const> packets, bool wants_more) noexcept {
    packet_slot& back = workers_[number].back;
    while (back.is_full())
        rte_pause();
    back.put(packets, wants_more);
}

bool rte_distributor::take(unsigned number, rte_mbuf** room, unsigned& count) noexcept {
    packet_slot& given = workers_[number].given;
    if (!given.is_full())
        return false;
    std::ranges::copy(given.packets(), room);
    count = static_cast<unsigned>(given.packets().size());
    given.empty();
    return true;
}
