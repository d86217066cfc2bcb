// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/worker_link.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <limits>
#include <string>

namespace xdpk {

namespace {

constexpr std::uint32_t ring_bytes = 2U << 20U;
// Two bursts at least, and no more than fits a core's own cache by its descriptors.
constexpr std::uint32_t least_slots = 2 * burst::capacity;
constexpr std::uint32_t most_slots = 1024;

std::uint32_t slots_for(std::uint32_t longest) { return std::clamp(ring_bytes / longest, least_slots, most_slots); }

} // namespace

void worker_link::flush() noexcept {
    for (std::size_t i = 0; i < to_.size(); ++i)
        if (to_[i] != nullptr && to_[i]->publish())
            bells_[i]->ring();
}

bool worker_link::waiting() const noexcept {
    return std::ranges::any_of(from_, [](const packet_ring* ring) { return ring->size() != 0; });
}

void worker_link::discard() noexcept {
    for (packet_ring* const ring : from_)
        while (const std::uint32_t n = ring->pop(std::numeric_limits<std::uint32_t>::max(), [](auto, auto) {}))
            discarded_.add(n);
}

worker_links::worker_links(unsigned workers, std::uint32_t longest) : workers_(workers), longest_(longest) {}

worker_links::~worker_links() = default;

worker_link& worker_links::of(unsigned worker) {
    if (!in_use()) {
        if (sealed_)
            throw error({.where = "hand_over",
                         .what = "workers that run already cannot be connected",
                         .hint = "restart the program for that"});
        connect();
    }
    return *links_[worker];
}

void worker_links::connect() {
    for (unsigned w = 0; w < workers_; ++w)
        links_.push_back(std::unique_ptr<worker_link>(new worker_link(w, workers_, longest_)));
    for (const auto& from : links_)
        for (const auto& to : links_) {
            if (from == to)
                continue;
            packet_ring& ring = *rings_.emplace_back(std::make_unique<packet_ring>(slots_for(longest_), longest_));
            from->to_[to->worker_] = &ring;
            from->bells_[to->worker_] = &to->bell_;
            to->from_.push_back(&ring);
        }
}

} // namespace xdpk
