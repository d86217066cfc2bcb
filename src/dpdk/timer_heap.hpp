// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_timer.h>

namespace xdpk::dpdk {

/// Timers in the order of their times, those of one time in that of their `order`: a pairing heap through the timers'
/// own links (Fredman and others, Algorithmica 1986), so that nothing is allocated. `table/timer_wheel.hpp` holds
/// entries by number and rounds to ticks; a DPDK program's timers are memory of its own and due to the cycle.
/// For one thread at a time.
class timer_heap {
public:
    [[nodiscard]] rte_timer* first() const noexcept { return root_; }

    /// The timer is in no heap.
    void push(rte_timer& timer) noexcept;
    /// The timer is in this heap.
    void remove(rte_timer& timer) noexcept;

private:
    rte_timer* root_ = nullptr;
};

} // namespace xdpk::dpdk
