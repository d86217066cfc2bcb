// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/mapping.hpp>

#include <cstdint>

namespace xdpk {

/// Neighbours in a circular list. Alone, an entry is its own neighbour.
struct timer_node {
    std::uint32_t next;
    std::uint32_t previous;
};

/// Takes an entry out of the list it is in, if any.
inline void unlink(timer_node* nodes, std::uint32_t entry) noexcept {
    timer_node& node = nodes[entry];
    nodes[node.previous].next = node.next;
    nodes[node.next].previous = node.previous;
    node = {entry, entry};
}

/// The memory of one or more timer wheels over the same entries, of which each is in at most one wheel at a time:
/// 8 bytes per entry, on huge pages where there are any.
class timer_links {
public:
    using index = std::uint32_t;
    static constexpr index lists_per_wheel = 6 * 64;

    /// For entries 0 to `entries` - 1. Throws xdpk::error.
    explicit timer_links(index entries, unsigned wheels = 1);

    [[nodiscard]] bool armed(index entry) const noexcept { return nodes()[entry].next != entry; }

    /// Takes the entry out of its wheel; it may be in none.
    // NOLINTNEXTLINE(readability-make-member-function-const): it changes what the memory holds
    void disarm(index entry) noexcept { unlink(nodes(), entry); }

    /// Fetches into the cache what arming or disarming the entry will need.
    void prefetch(index entry) const noexcept { __builtin_prefetch(nodes() + entry, 1); }

    [[nodiscard]] timer_node* nodes() const noexcept { return reinterpret_cast<timer_node*>(memory_.data()); }
    [[nodiscard]] index first_list(unsigned wheel) const noexcept { return entries_ + wheel * lists_per_wheel; }

private:
    index entries_;
    mapping memory_;
};

} // namespace xdpk
