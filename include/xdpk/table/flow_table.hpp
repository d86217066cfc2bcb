// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/flow_store.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <type_traits>

namespace xdpk {

/// A record of a flow's direction: plain data. Up to 16 bytes are in the key's cache line.
template <class T>
concept flow_value = std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T> && alignof(T) <= 16;

struct flow_table_config {
    std::size_t entries;                         ///< room for so many directions; a flow has one or two
    std::uint64_t seed = std::random_device{}(); ///< of the hash; unknown to those who send the packets
    timer_wheel::tick now = 0;                   ///< the clock's tick when the table is made
};

/// Flows by their keys: for each direction a value, for both a phase and a time of life.
///
/// An open hash table whose directory is apart from its entries, as in SwissTable and F14: a cache line has 16-bit tags
/// of 30 slots, compared at once with SSE2, AVX2 or AVX-512, whatever the CPU has; a filter in it tells whether a
/// search must go on in the next line (Le Scouarnec, Cuckoo++, ANCS 2018). Keys are hashed with
/// two times two rounds of AES, or multiplications on CPUs without, under a secret seed, and compared in full. A burst
/// is looked up in stages (hash, fetch the lines of tags, compare tags, fetch the entries, compare keys), so that its
/// cache misses overlap. A hit takes one line of tags and one entry, a miss one line of tags. Everything is O(1) but
/// for eviction and expiry, whose steps are bounded.
///
/// 93 bytes per entry of the capacity with a value of up to 16 bytes: 64 for the entry, 8 for its timer, 2 for its tag,
/// at most 80 % full. On huge pages where there are any; all allocated at construction, nothing later. An entry stays
/// where it is until its flow is removed, so an index may be kept as long.
///
/// When it is full, an insertion removes in this order: flows whose time is up; the transitory flow that is nearest to
/// its end, which is the oldest of those with the same timeout. Established flows are never removed for another: if
/// there are only such, the insertion is refused. Both are counted, and the removed flow is shown to the caller first.
///
/// For one thread, the worker that owns it. Ticks are any unit the caller likes; as in timer_wheel they may wrap.
template <flow_value Value>
class flow_table {
    using store = detail::flow_store;

public:
    using index = store::index;
    using tick = store::tick;
    static constexpr index none = store::none;

    struct insertion {
        insert_result result;
        index where; ///< the new flow's first direction; or the entry that has the key; or none
    };

    /// Throws xdpk::error if there is not enough memory.
    explicit flow_table(const flow_table_config& config)
        : store_(config.entries, sizeof(record), config.seed, config.now) {}

    /// found[i] becomes the entry of keys[i], or none. A flow whose time is up is not found, though it holds its place
    /// until it is collected. Both spans have the same size, any size.
    void lookup(std::span<const flow_key> keys, tick now, std::span<index> found) const noexcept {
        store_.lookup(keys, now, found);
    }
    [[nodiscard]] index find(const flow_key& key, tick now) const noexcept {
        index found = none;
        lookup({&key, 1}, now, {&found, 1});
        return found;
    }

    /// Whether a flow is at this index, of those below places(): to go through all of them.
    [[nodiscard]] bool holds(index i, tick now) const noexcept { return find(key(i), now) == i; }

    [[nodiscard]] const flow_key& key(index i) const noexcept { return store_.at(i).key; }
    [[nodiscard]] Value& value(index i) noexcept { return reinterpret_cast<record*>(store_.raw(i))->value; }
    [[nodiscard]] const Value& value(index i) const noexcept {
        return reinterpret_cast<const record*>(store_.raw(i))->value;
    }
    /// The flow's other direction; of a flow with one direction, that.
    [[nodiscard]] index other(index i) const noexcept { return store_.other(i); }

    /// A new flow of one direction, its value as a default one. `gone(index)` is called with the first
    /// direction of each flow that is removed to make room, while that can still be read; it may not change the table.
    template <class Gone>
    insertion insert(const flow_key& key, flow_phase phase, tick now, tick deadline, Gone gone) noexcept {
        return with_value(store_.insert({&key, 1}, phase, now, deadline, farewell(gone)));
    }

    /// A new flow of two directions, of which either may be the one with a translated key. Neither is inserted without
    /// the other. Equal keys make one entry.
    template <class Gone>
    insertion insert(const std::array<flow_key, 2>& keys, flow_phase phase, tick now, tick deadline,
                     Gone gone) noexcept {
        return with_value(store_.insert(keys, phase, now, deadline, farewell(gone)));
    }

    /// Fetches what insert() will need into the cache: for a burst of insertions, call it for all keys first.
    void prefetch_insert(std::span<const flow_key> keys) const noexcept { store_.prefetch_insert(keys); }
    /// The same for erase(), whose entry was looked up just now.
    void prefetch_erase(index i) const noexcept { store_.prefetch_erase(i); }

    /// The flow lives until `deadline` at least. One store into the entry's line.
    void refresh(index i, tick deadline) noexcept { store_.at(i).deadline = deadline; }
    [[nodiscard]] tick deadline(index i) const noexcept { return store_.at(i).deadline; }

    /// Also shortens a flow's life, which refresh() does not.
    void set_phase(index i, flow_phase phase, tick deadline) noexcept { store_.set_phase(i, phase, deadline); }
    [[nodiscard]] flow_phase phase(index i) const noexcept { return store_.phase(i); }

    /// Removes the flow: both directions.
    void erase(index i) noexcept { store_.erase(i); }

    /// Removes flows whose time is up, in at most `budget` steps; `gone` as with insert(). Returns the steps done: if
    /// fewer, there is nothing left to do by `now`. Call it once per burst.
    template <class Gone>
    std::size_t expire(tick now, std::size_t budget, Gone gone) noexcept {
        return store_.expire(now, budget, farewell(gone));
    }

    [[nodiscard]] std::size_t capacity() const noexcept { return store_.capacity(); }
    [[nodiscard]] std::size_t places() const noexcept { return store_.places(); } ///< indices, more than the capacity
    [[nodiscard]] std::size_t size() const noexcept { return store_.size(); }     ///< entries, not flows
    [[nodiscard]] std::size_t bytes() const noexcept { return store_.bytes(); }
    [[nodiscard]] const flow_counters& counters() const noexcept { return store_.counters(); }

private:
    struct alignas(64) record {
        store::entry head;
        Value value;
    };

    template <class Gone>
    static store::farewell farewell(Gone& gone) noexcept {
        return {[](void* context, index flow) noexcept { (*static_cast<Gone*>(context))(flow); }, &gone};
    }

    insertion with_value(const store::insertion& done) noexcept {
        if (done.result == insert_result::inserted) {
            value(done.where) = Value{};
            value(other(done.where)) = Value{};
        }
        return {done.result, done.where};
    }

    store store_;
};

} // namespace xdpk
