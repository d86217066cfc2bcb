// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace xdpk {

/// Stages run one after the other on the whole burst, to completion; itself a stage.
/// The compiler sees all of them: a burst costs no indirect call.
template <stage... Stages>
class pipeline {
public:
    explicit pipeline(Stages... stages) : stages_(std::move(stages)...) {}

    void operator()(burst& b) noexcept {
        std::apply([&b](Stages&... s) noexcept { (s(b), ...); }, stages_);
    }

    void list_counters(std::vector<stage_counter>& list) const {
        std::apply([&list](const Stages&... s) { (xdpk::list_counters(s, list), ...); }, stages_);
    }

    template <std::size_t I>
    [[nodiscard]] auto& stage() noexcept {
        return std::get<I>(stages_);
    }

private:
    std::tuple<Stages...> stages_;
};

} // namespace xdpk
