// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/mapping.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/table/flow_place.hpp>
#include <xdpk/table/tag_line.hpp>
#include <xdpk/table/timer_wheel.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// How far a flow is. Transitory: opening, closing, or seen in one direction only.
enum class flow_phase : std::uint8_t { transitory, established };

enum class insert_result : std::uint8_t {
    inserted,
    present, ///< a living flow has one of the keys; nothing was changed
    full,    ///< and nobody to evict
};

struct flow_counters {
    std::uint64_t inserted = 0; ///< flows
    std::uint64_t expired = 0;
    std::uint64_t evicted = 0; ///< transitory flows that made room
    std::uint64_t refused = 0; ///< for want of room
};

namespace detail {

/// What flow_table is made of, whatever its value's type: see there.
class flow_store {
public:
    using index = std::uint32_t;
    using tick = timer_wheel::tick;
    static constexpr index none = 0xFFFFFFFF;

    /// Called with a flow's first direction just before it is removed.
    struct farewell {
        void (*call)(void* context, index flow) noexcept;
        void* context;
    };

    struct insertion {
        insert_result result;
        index where; ///< of the new flow's first direction, or of the entry that has the key; or none
    };

    /// The part of an entry that all tables have; the value follows in the same cache line if it fits.
    struct entry {
        flow_key key;
        tick deadline;
        index link; ///< the entry of the other direction, or its own; and bits of the flow's state
    };
    static constexpr std::size_t value_offset = sizeof(entry);
    static_assert(value_offset == 48);

    flow_store(std::size_t entries, std::size_t entry_bytes, std::uint64_t seed, tick now);

    void lookup(std::span<const flow_key> keys, tick now, std::span<index> found) const noexcept;
    /// One or two keys: one of each direction.
    insertion insert(std::span<const flow_key> keys, flow_phase phase, tick now, tick deadline,
                     const farewell& gone) noexcept;
    void prefetch_insert(std::span<const flow_key> keys) const noexcept;
    void prefetch_erase(index i) const noexcept { links_.prefetch(i); }
    void erase(index flow) noexcept;
    void set_phase(index flow, flow_phase phase, tick deadline) noexcept;
    [[nodiscard]] flow_phase phase(index flow) const noexcept;
    std::size_t expire(tick now, std::size_t budget, const farewell& gone) noexcept;

    // NOLINTNEXTLINE(readability-make-member-function-const): whoever has the store may change it
    [[nodiscard]] entry& at(index i) noexcept { return *reinterpret_cast<entry*>(raw(i)); }
    [[nodiscard]] const entry& at(index i) const noexcept { return *reinterpret_cast<const entry*>(raw(i)); }
    [[nodiscard]] std::byte* raw(index i) const noexcept { return entries_.data() + i * entry_bytes_; }
    [[nodiscard]] index other(index i) const noexcept { return at(i).link & link_mask; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::size_t places() const noexcept { return std::size_t{hashing_.line_count} * tag_line::slots; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t bytes() const noexcept;
    [[nodiscard]] const flow_counters& counters() const noexcept { return counters_; }

private:
    static constexpr index link_mask = (index{1} << 29U) - 1;
    static constexpr index displaced = index{1} << 29U;   ///< the entry is not in its key's first line
    static constexpr index established = index{1} << 30U; ///< of the flow; kept in its first direction
    static constexpr index second = index{1} << 31U;      ///< the entry is of the flow's second direction

    using place = tag_place;

    [[nodiscard]] tag_line* lines() const noexcept { return reinterpret_cast<tag_line*>(lines_.data()); }
    [[nodiscard]] place place_of(const flow_key& key) const noexcept;
    [[nodiscard]] index after(index line) const noexcept { return line + 1 == hashing_.line_count ? 0 : line + 1; }
    /// Among the candidates of a line, the entry with this key, or none.
    [[nodiscard]] index pick(index line, std::uint32_t candidates, const flow_key& key) const noexcept;
    /// The entry with this key, alive or not, or none.
    [[nodiscard]] index locate(const place& first, const flow_key& key) const noexcept;
    /// The entry's first and last line: who looks it up wants its value too.
    void prefetch(index i) const noexcept {
        __builtin_prefetch(raw(i), 1);
        __builtin_prefetch(raw(i) + entry_bytes_ - 1, 1);
    }
    [[nodiscard]] bool alive(index i, tick now) const noexcept;
    [[nodiscard]] index first_direction(index i) const noexcept;
    [[nodiscard]] tick last_deadline(index first) const noexcept;
    void lookup_some(const flow_key* keys, std::size_t count, tick now, index* found) const noexcept;
    index add(const flow_key& key, const place& first, tick deadline) noexcept;
    void prefetch_some(std::span<const flow_key> keys) const noexcept;
    void release(index i) noexcept;
    bool make_room(std::size_t wanted, tick now, const farewell& gone) noexcept;
    std::size_t collect(timer_wheel& wheel, tick now, std::size_t budget, const farewell& gone) noexcept;
    [[nodiscard]] timer_wheel& wheel_of(flow_phase phase) noexcept;

    std::size_t entry_bytes_;
    std::size_t capacity_;
    std::size_t size_ = 0;
    flow_hashing hashing_;
    place_flows place_;
    match_many match_;
    mapping lines_;
    mapping entries_;
    timer_links links_;
    timer_wheel transitory_;
    timer_wheel established_;
    flow_counters counters_;
};

} // namespace detail

} // namespace xdpk
