// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/stage/push_link.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xdpk::detail {

/// Which of a flow cache's entries are offered to XDP, and which are fast enough to be. For the cache's worker.
class flow_pushes {
public:
    using index = std::uint32_t;
    using tick = std::uint32_t;

    flow_pushes(std::shared_ptr<push_link> link, std::size_t places) : link_(std::move(link)), entries_(places) {}

    [[nodiscard]] const push_policy& policy() const noexcept { return link_->policy(); }
    [[nodiscard]] bool holds(index i) const noexcept {
        return entries_[i].offered && entries_[i].serial - first_ < next_ - first_;
    }
    /// Whether it was the flow at this place that was offered with this serial; it may have been withdrawn since.
    [[nodiscard]] bool knows(index i, std::uint32_t serial) const noexcept {
        return i < entries_.size() && serial - entries_[i].born < next_ - entries_[i].born;
    }

    /// There is a new flow at this place, or none any more.
    void begin(index i, tick now) noexcept { entries_[i] = {.since = now, .born = next_}; }
    /// The flow at this place is not offered any more, and has carried `packets` until now.
    void begin_again(index i, tick now, std::uint64_t packets) noexcept {
        entries_[i] = {.since = now, .packets = static_cast<std::uint32_t>(packets), .born = entries_[i].born};
    }

    /// A flow that is not offered has carried `packets` until now: whether that was fast.
    [[nodiscard]] bool is_fast(index i, std::uint64_t packets, tick now) noexcept {
        entry& e = entries_[i];
        const auto low = static_cast<std::uint32_t>(packets);
        if (now - e.since > policy().seconds) {
            e.since = now;
            e.packets = low;
        }
        return !e.unfit && low - e.packets >= policy().packets;
    }

    void offer(push_notice& notice) noexcept;
    void withdraw(index i) noexcept;
    /// All at once, and nobody is told: whoever begins an epoch knows.
    void withdraw_all() noexcept;
    /// XDP has let it go by itself, or cannot do it, if that is still what it was offered as.
    void lose(index i, std::uint32_t serial, tick now, std::uint64_t packets, bool unfit) noexcept;

    struct {
        counter pushed_down; ///< offers
        counter not_told;    ///< offers that found no room
        counter withdrawn;
        counter in_xdp; ///< now
        counter xdp_packets;
        counter xdp_bytes;
        counter xdp_denied; ///< of these packets, by deny sets
    } count;

private:
    struct entry {
        tick since = 0; ///< from when packets are counted
        std::uint32_t packets = 0;
        std::uint32_t serial = 0; ///< of the last offer
        std::uint32_t born = 0;   ///< the first serial that the flow could have
        bool offered = false;
        bool unfit = false; ///< for XDP
    };

    std::shared_ptr<push_link> link_;
    std::vector<entry> entries_;
    std::uint32_t first_ = 1; ///< serials before it are of no offer that holds
    std::uint32_t next_ = 1;
};

} // namespace xdpk::detail
