// SPDX-License-Identifier: BSD-3-Clause
// The timer wheel: arming timers and seeing them off; the peer is in dpdk_timer.cpp.
#include "timer.hpp"
#include "harness.hpp"

#include <xdpk/table/timer_wheel.hpp>

#include <memory>
#include <optional>
#include <stdexcept>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

struct wheel {
    timer_links links{timer_count};
    timer_wheel timers{links, 0, 0};
    timer_wheel::tick now = 0;
    std::size_t due = 0;
};

measurement prepare() {
    return [w = std::make_shared<wheel>(), ticks = timeouts()](double seconds) {
        const auto arm = [&] {
            for (std::uint32_t i = 0; i < timer_count; ++i)
                w->timers.arm(i, w->now + ticks[i]);
        };
        const auto wait = [&] { w->now += timer_spread; };
        const auto expire = [&] {
            w->due = 0;
            w->timers.advance(w->now, ~std::size_t{0}, [&](timer_wheel::index) {
                ++w->due;
                return std::optional<timer_wheel::tick>();
            });
            if (w->due != timer_count)
                throw std::runtime_error("timer_wheel lost a timer");
        };
        return ns_per_timer(seconds, arm, wait, expire);
    };
}

const bool registered = [] {
    add_row({.name = timer_name, .at_most = 1}, prepare);
    return true;
}();

} // namespace
