// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/timer_heap.hpp"

#include <utility>

namespace xdpk::dpdk {
namespace {

rte_timer*& child(rte_timer& timer) noexcept { return timer.links[0]; }
rte_timer*& sibling(rte_timer& timer) noexcept { return timer.links[1]; }
/// The sibling before it, or the parent of a first child.
rte_timer*& before(rte_timer& timer) noexcept { return timer.links[2]; }

bool is_earlier(const rte_timer& a, const rte_timer& b) noexcept {
    return a.expire != b.expire ? a.expire < b.expire : a.order < b.order;
}

/// Of two trees without siblings, either of which may be none.
rte_timer* merged(rte_timer* a, rte_timer* b) noexcept {
    if (a == nullptr || b == nullptr)
        return a == nullptr ? b : a;
    if (is_earlier(*b, *a))
        std::swap(a, b);
    sibling(*b) = child(*a);
    if (child(*a) != nullptr)
        before(*child(*a)) = b;
    before(*b) = a;
    child(*a) = b;
    return a;
}

/// One tree of all siblings: neighbours are paired first, which keeps the trees shallow.
rte_timer* merged_siblings(rte_timer* first) noexcept {
    rte_timer* pairs = nullptr;
    while (first != nullptr) {
        rte_timer* const a = first;
        rte_timer* const b = sibling(*a);
        first = b == nullptr ? nullptr : sibling(*b);
        sibling(*a) = nullptr;
        if (b != nullptr)
            sibling(*b) = nullptr;
        rte_timer* const pair = merged(a, b);
        sibling(*pair) = pairs;
        pairs = pair;
    }
    rte_timer* root = nullptr;
    while (pairs != nullptr) {
        rte_timer* const next = std::exchange(sibling(*pairs), nullptr);
        root = merged(root, pairs);
        pairs = next;
    }
    return root;
}

} // namespace

void timer_heap::push(rte_timer& timer) noexcept {
    child(timer) = sibling(timer) = before(timer) = nullptr;
    root_ = merged(root_, &timer);
}

void timer_heap::remove(rte_timer& timer) noexcept {
    rte_timer* const below = merged_siblings(child(timer));
    if (&timer == root_) {
        root_ = below;
    } else {
        rte_timer* const previous = before(timer);
        (child(*previous) == &timer ? child(*previous) : sibling(*previous)) = sibling(timer);
        if (sibling(timer) != nullptr)
            before(*sibling(timer)) = previous;
        root_ = merged(root_, below);
    }
    if (root_ != nullptr)
        before(*root_) = nullptr;
    child(timer) = sibling(timer) = before(timer) = nullptr;
}

} // namespace xdpk::dpdk
