// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <span>

struct rte_mbuf;

namespace xdpk::dpdk {

constexpr unsigned most_at_once = 8;

/// A few packets that one thread leaves to another.
class alignas(64) packet_slot {
public:
    [[nodiscard]] bool is_full() const noexcept { return full_.load(std::memory_order_acquire); }

    /// The slot is empty.
    void put(std::span<rte_mbuf* const> packets, bool wants_more = false) noexcept {
        count_ = static_cast<unsigned>(packets.size());
        wants_more_ = wants_more;
        std::ranges::copy(packets, packets_.begin());
        full_.store(true, std::memory_order_release);
    }

    /// The slot is full; the packets are there until it is emptied.
    [[nodiscard]] std::span<rte_mbuf* const> packets() const noexcept { return {packets_.data(), count_}; }
    [[nodiscard]] bool wants_more() const noexcept { return wants_more_; }
    void empty() noexcept { full_.store(false, std::memory_order_release); }

private:
    std::atomic<bool> full_{false};
    bool wants_more_ = false;
    unsigned count_ = 0;
    std::array<rte_mbuf*, most_at_once> packets_{};
};

/// Packets for one worker and their tags, in order.
struct tagged_packets {
    std::array<std::uint32_t, most_at_once> tags{};
    std::array<rte_mbuf*, most_at_once> packets{};
    unsigned count = 0;

    [[nodiscard]] bool has(std::uint32_t tag) const noexcept {
        return std::find(tags.begin(), tags.begin() + count, tag) != tags.begin() + count;
    }
    void add(rte_mbuf* packet, std::uint32_t tag) noexcept {
        tags[count] = tag;
        packets[count++] = packet;
    }
    /// The first `taken` are gone.
    void drop_first(unsigned taken) noexcept {
        std::copy(tags.begin() + taken, tags.begin() + count, tags.begin());
        std::copy(packets.begin() + taken, packets.begin() + count, packets.begin());
        count -= taken;
    }
};

/// A worker, as the distributing lcore sees it, and the two slots that they share.
struct distributor_worker {
    packet_slot given; ///< to the worker
    packet_slot back;  ///< by the worker

    alignas(64) tagged_packets waiting; ///< for it to ask
    tagged_packets in_flight;           ///< what it has
    bool is_active = false;             ///< it has asked, and not ended since
    bool asks = false;                  ///< and was given nothing yet
    bool has_ended = false;             ///< and what waits for it has not been passed on

    [[nodiscard]] bool has_flow(std::uint32_t tag) const noexcept { return in_flight.has(tag) || waiting.has(tag); }
};

} // namespace xdpk::dpdk
