// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/core/burst.hpp>

#include <concepts>
#include <string>
#include <vector>

namespace xdpk {

/// A stage is anything that can be called with a burst and does not throw. It sets each packet's way out.
/// Called by one worker only. A capturing lambda is a stage.
template <class S>
concept stage = std::move_constructible<S> && requires(S& s, burst& b) {
    { s(b) }
    noexcept;
};

/// A counter of a stage as telemetry shows it: "stage.counter".
struct stage_counter {
    std::string name;
    const counter* value;
};

/// A stage that shows counters has a name and a list of them; the counters live as long as the stage.
template <class S>
concept counting_stage = stage<S> && requires(const S& s) {
    { S::name } -> std::convertible_to<const char*>;
    { s.counters() } -> std::convertible_to<std::vector<named_counter>>;
};

/// A stage that has stages inside.
template <class S>
concept composite_stage = stage<S> && requires(const S& s, std::vector<stage_counter>& list) {
    s.list_counters(list);
};

/// A stage that goes on with what the stage before it held, such as flows. It is told once, when its worker's stages
/// are replaced: between two bursts, on the worker's thread if that runs already. The stages before are destroyed
/// later.
template <class S>
concept stage_with_past = stage<S> && requires(S& s) {
    { s.take_over() }
    noexcept;
};

/// Appends the counters of `s`, if it has any.
template <stage S>
void list_counters(const S& s, std::vector<stage_counter>& list) {
    if constexpr (composite_stage<S>) {
        s.list_counters(list);
    } else if constexpr (counting_stage<S>) {
        for (const named_counter& c : s.counters())
            list.push_back({std::string(S::name) + "." + c.name, c.value});
    }
}

} // namespace xdpk
