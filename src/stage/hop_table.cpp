// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/hop_table.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>

namespace xdpk {

namespace {

constexpr std::size_t most_hops = std::numeric_limits<std::uint16_t>::max();
constexpr unsigned bits_per_word = 64;
constexpr unsigned changes_at = 16;

std::uint16_t head_of(std::uint64_t free) noexcept { return static_cast<std::uint16_t>(free); }

/// The list of free hops with another head. The count of changes tells a head that went and came back.
std::uint64_t with_head(std::uint64_t free, std::uint16_t head) noexcept {
    return ((free >> changes_at) + 1) << changes_at | head;
}

std::uint64_t hash_of(const neighbour& key) noexcept {
    std::array<std::uint64_t, 2> words{};
    std::visit([&words](const auto& address) { std::memcpy(words.data(), &address, sizeof(address)); }, key.address);
    return detail::fold_multiply(words[0] ^ detail::hash_constant[0],
                                 words[1] ^ detail::hash_constant[1] ^ std::uint64_t{key.port} << 32U);
}

} // namespace

hop_table::hop_table(std::size_t capacity)
    : words_(capacity + 1), cold_(capacity + 1), buckets_(std::bit_ceil(capacity + 1)),
      wanted_(capacity / bits_per_word + 1) {
    if (capacity == 0 || capacity > most_hops)
        throw error({.where = "hop table",
                     .what = "room for " + std::to_string(capacity) + " neighbours",
                     .hint = "choose 1 to " + std::to_string(most_hops)});
    swept_.reserve(capacity);
    for (std::size_t hop = capacity; hop > 0; --hop)
        release(static_cast<std::uint16_t>(hop));
}

std::atomic<std::uint16_t>& hop_table::bucket(const neighbour& key) noexcept {
    return buckets_[hash_of(key) & (buckets_.size() - 1)];
}

std::uint16_t hop_table::search(std::uint16_t first, const neighbour& key) const noexcept {
    std::uint16_t hop = first;
    while (hop != none && cold_[hop].key != key)
        hop = cold_[hop].next.load(std::memory_order_acquire);
    return hop;
}

std::uint16_t hop_table::find(const neighbour& wanted) const noexcept {
    return search(buckets_[hash_of(wanted) & (buckets_.size() - 1)].load(std::memory_order_acquire), wanted);
}

// Hops are linked in at a bucket's head only, and unlinked by one thread only: if the head is still what the search
// began with, nobody has linked the same neighbour since.
std::uint16_t hop_table::find_or_make(const neighbour& wanted) noexcept {
    std::atomic<std::uint16_t>& head = bucket(wanted);
    std::uint16_t first = head.load(std::memory_order_acquire);
    if (const std::uint16_t found = search(first, wanted); found != none)
        return found;
    const std::uint16_t made = allocate();
    if (made == none)
        return none;
    cold_[made].key = wanted;
    cold_[made].idle.store(0, std::memory_order_relaxed);
    cold_[made].next.store(first, std::memory_order_relaxed);
    while (!head.compare_exchange_weak(first, made, std::memory_order_acq_rel, std::memory_order_acquire)) {
        if (const std::uint16_t found = search(first, wanted); found != none) {
            release(made);
            used_.fetch_sub(1, std::memory_order_relaxed);
            return found;
        }
        cold_[made].next.store(first, std::memory_order_relaxed);
    }
    cold_[made].linked.store(true, std::memory_order_release);
    return made;
}

std::uint16_t hop_table::allocate() noexcept {
    std::uint64_t free = free_.load(std::memory_order_acquire);
    while (head_of(free) != none) {
        const std::uint16_t next = cold_[head_of(free)].next.load(std::memory_order_relaxed);
        if (free_.compare_exchange_weak(free, with_head(free, next), std::memory_order_acq_rel)) {
            used_.fetch_add(1, std::memory_order_relaxed);
            return head_of(free);
        }
    }
    return none;
}

void hop_table::release(std::uint16_t hop) noexcept {
    std::uint64_t free = free_.load(std::memory_order_relaxed);
    do
        cold_[hop].next.store(head_of(free), std::memory_order_relaxed);
    while (!free_.compare_exchange_weak(free, with_head(free, hop), std::memory_order_acq_rel));
}

// The port goes with the destination, in one word, and last: whoever sees it sees a source address too.
void hop_table::write(std::uint16_t hop, const mac_address& destination, const mac_address& source) noexcept {
    words_[hop].source.store(std::bit_cast<std::uint64_t>(word{.address = source}), std::memory_order_relaxed);
    words_[hop].destination_and_port.store(std::bit_cast<std::uint64_t>(word{destination, of(hop).port}),
                                           std::memory_order_release);
}

void hop_table::resolve(std::uint16_t hop, const mac_address& destination, const mac_address& source,
                        std::uint32_t now) noexcept {
    if (cold_[hop].fixed.load(std::memory_order_relaxed))
        return;
    cold_[hop].heard.store(now, std::memory_order_relaxed);
    write(hop, destination, source);
}

void hop_table::fix(std::uint16_t hop, const mac_address& destination, const mac_address& source) noexcept {
    cold_[hop].fixed.store(true, std::memory_order_relaxed);
    write(hop, destination, source);
}

void hop_table::unresolve(std::uint16_t hop) noexcept {
    cold_[hop].fixed.store(false, std::memory_order_relaxed);
    words_[hop].destination_and_port.store(std::bit_cast<std::uint64_t>(word{}), std::memory_order_release);
}

void hop_table::want(std::uint16_t hop) noexcept {
    cold_[hop].idle.store(0, std::memory_order_relaxed);
    const std::uint64_t bit = std::uint64_t{1} << hop % bits_per_word;
    std::atomic<std::uint64_t>& word = wanted_[hop / bits_per_word];
    if ((word.load(std::memory_order_relaxed) & bit) != 0)
        return;
    word.fetch_or(bit, std::memory_order_relaxed);
    any_wanted_.store(true, std::memory_order_release);
}

std::size_t hop_table::take_wanted(std::span<std::uint16_t> room) noexcept {
    if (!any_wanted_.load(std::memory_order_relaxed) || !any_wanted_.exchange(false, std::memory_order_acquire))
        return 0;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        for (std::uint64_t left = wanted_[i].load(std::memory_order_relaxed); left != 0; left &= left - 1) {
            if (taken == room.size()) {
                any_wanted_.store(true, std::memory_order_release);
                return taken;
            }
            const std::uint64_t bit = left & (0 - left);
            if ((wanted_[i].fetch_and(~bit, std::memory_order_relaxed) & bit) != 0)
                room[taken++] =
                    static_cast<std::uint16_t>(i * bits_per_word + static_cast<unsigned>(std::countr_zero(bit)));
        }
    }
    return taken;
}

bool hop_table::may_ask(std::uint16_t hop, std::uint32_t now) noexcept {
    std::uint32_t from = cold_[hop].ask_from.load(std::memory_order_relaxed);
    return from <= now && cold_[hop].ask_from.compare_exchange_strong(from, now + 1, std::memory_order_relaxed);
}

void hop_table::age(std::uint32_t now, std::uint32_t fresh, std::uint32_t patience) noexcept {
    for (std::size_t i = 1; i < cold_.size(); ++i) {
        const auto hop = static_cast<std::uint16_t>(i);
        const cold& c = cold_[hop];
        if ((*this)[hop].port == unrouted || c.fixed.load(std::memory_order_relaxed))
            continue;
        const std::uint32_t heard = c.heard.load(std::memory_order_relaxed);
        const std::uint32_t silent = heard > now ? 0 : now - heard;
        if (silent > fresh + patience)
            unresolve(hop);
        else if (silent > fresh)
            want(hop);
    }
}

void hop_table::keep(std::uint16_t hop, bool on) noexcept { cold_[hop].kept.store(on, std::memory_order_relaxed); }

void hop_table::unlink(std::uint16_t hop) noexcept {
    const std::uint16_t next = cold_[hop].next.load(std::memory_order_relaxed);
    std::atomic<std::uint16_t>& head = bucket(cold_[hop].key);
    std::uint16_t first = hop;
    if (head.compare_exchange_strong(first, next, std::memory_order_acq_rel))
        return;
    while (cold_[first].next.load(std::memory_order_acquire) != hop)
        first = cold_[first].next.load(std::memory_order_acquire);
    cold_[first].next.store(next, std::memory_order_release);
}

std::size_t hop_table::sweep() {
    constexpr std::uint8_t long_enough = 2;
    const std::size_t before = swept_.size();
    for (std::size_t i = 1; i < cold_.size(); ++i) {
        const auto hop = static_cast<std::uint16_t>(i);
        cold& c = cold_[hop];
        if (!c.linked.load(std::memory_order_acquire) || c.kept.load(std::memory_order_relaxed) ||
            (*this)[hop].port != unrouted || c.idle.fetch_add(1, std::memory_order_relaxed) < long_enough)
            continue;
        c.linked.store(false, std::memory_order_relaxed);
        unlink(hop);
        swept_.push_back(hop);
    }
    return swept_.size() - before;
}

void hop_table::reclaim() noexcept {
    for (const std::uint16_t hop : swept_) {
        unresolve(hop);
        release(hop);
    }
    used_.fetch_sub(static_cast<std::uint32_t>(swept_.size()), std::memory_order_relaxed);
    swept_.clear();
}

} // namespace xdpk
