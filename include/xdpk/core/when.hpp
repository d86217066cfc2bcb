// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

#include <utility>

namespace xdpk {

/// A stage that runs only if it is switched on: one branch per burst.
template <stage S>
class when {
public:
    when(bool on, S inner) : on_(on), inner_(std::move(inner)) {}

    void operator()(burst& b) noexcept {
        if (on_)
            inner_(b);
    }

    void list_counters(std::vector<stage_counter>& list) const {
        if (on_)
            xdpk::list_counters(inner_, list);
    }

private:
    bool on_;
    S inner_;
};

} // namespace xdpk
