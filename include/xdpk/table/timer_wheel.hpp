// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/timer_links.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace xdpk {

/// Timers of entries that are numbers: a hierarchical timing wheel (Varghese and Lauck, SOSP 1987, scheme 7) of six
/// levels of 64 slots, each level's slots 64 times as long as the level's below.
///
/// Lazy: the wheel knows when to look at an entry, its owner knows when the entry is due. A refresh only changes the
/// owner's record; when the wheel comes to the entry it asks, and puts it where the owner says. So an entry is looked
/// at no later than the tick it was armed for, perhaps earlier, at most once per level.
///
/// arm() and disarm() are O(1); advance() does at most as many steps as it is told and goes on where it stopped.
/// Nothing is allocated: an entry takes 8 bytes of the links, which it shares with other wheels, and cannot fail to be
/// armed. For one thread. Ticks are of any length, of a clock that does not go back; they may wrap at 2^32, as long as
/// no timer, and no pause between two calls of advance(), is longer than 2^31.
class timer_wheel {
public:
    using index = timer_links::index;
    using tick = std::uint32_t;

    /// The wheel with this number of those that share the links; its hands stand at `now`.
    timer_wheel(timer_links& links, unsigned number, tick now) noexcept
        : nodes_(links.nodes()), base_(links.first_list(number)), at_(std::uint64_t{1} << 40U | now) {}

    /// Has the entry looked at when `when` is reached; if advance() is done with that tick, at the tick after.
    /// The entry is in no wheel: never armed, visited or disarmed.
    void arm(index entry, tick when) noexcept { place(entry, extended(when)); }

    /// Calls `visit(entry)` for entries whose time has come by `now`: they are in no wheel any more. It returns the
    /// tick to look at the entry again, or nothing. It may disarm other entries and arm any. Returns the steps done; if
    /// that is `budget`, there may be more to do.
    template <class Visit>
    std::size_t advance(tick now, std::size_t budget, Visit&& visit) noexcept {
        const std::uint64_t end = extended(now);
        for (std::size_t step = 0; step < budget; ++step) {
            const slot next = next_slot();
            if (next.begin > end) {
                at_ = std::max(at_, end + 1);
                return step;
            }
            at_ = next.begin;
            const index entry = nodes_[next.list].next;
            if (entry == next.list) {
                forget(next);
                continue;
            }
            unlink(nodes_, entry);
            if (const std::optional<tick> again = visit(entry))
                place(entry, std::max(extended(*again), at_ + 1));
        }
        return budget;
    }

    /// The entry that is due first; of those that share a slot, the one armed first. `due(entry)` tells when an entry
    /// is to be looked at by now: those refreshed since are put there on the way, but after `budget` steps the next one
    /// is returned as it is. Nothing if no entry is armed.
    template <class Due>
    [[nodiscard]] std::optional<index> earliest(std::size_t budget, Due&& due) noexcept {
        for (std::size_t step = 0;; ++step) {
            const slot next = next_slot();
            if (next.begin == never)
                return std::nullopt;
            const index entry = nodes_[next.list].next;
            if (entry == next.list) {
                forget(next);
                continue;
            }
            const std::uint64_t when = extended(due(entry));
            if (step >= budget || list_of(when) == next.list)
                return entry;
            unlink(nodes_, entry);
            place(entry, when);
        }
    }

private:
    static constexpr unsigned bits = 6;
    static constexpr unsigned levels = timer_links::lists_per_wheel >> bits;

    struct slot {
        std::uint64_t begin; ///< its first tick
        index list;
    };
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    /// A tick as one that never wraps, near the hands.
    [[nodiscard]] std::uint64_t extended(tick when) const noexcept {
        const auto ahead = static_cast<std::int32_t>(when - static_cast<tick>(at_));
        return at_ + static_cast<std::uint64_t>(std::int64_t{ahead});
    }

    /// Where entries are that are to be looked at then.
    [[nodiscard]] index list_of(std::uint64_t when) const noexcept;
    void place(index entry, std::uint64_t when) noexcept;
    [[nodiscard]] slot next_slot() const noexcept;
    /// The slot has no entries.
    void forget(const slot& empty) noexcept;

    timer_node* nodes_;
    index base_;
    std::uint64_t at_; ///< the first tick that is not done
    /// A bit per slot that may have entries; those disarmed since leave it set.
    std::array<std::uint64_t, levels> occupied_{};
};

} // namespace xdpk
