// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/stage/flow_stage.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk::detail {

/// A flow stage, and what it foresaw of a burst's new flows if it does that.
template <flow_stage S>
struct foreseen {
    S stage;

    void foresee(std::span<const packet_fields> /*flows*/) noexcept {}
    void decide(flow_decision& d, std::optional<std::size_t> /*flow*/) noexcept { stage.decide(d); }
};

template <foreseeing_flow_stage S>
struct foreseen<S> {
    S stage;
    std::array<std::uint32_t, burst::capacity> found{};

    void foresee(std::span<const packet_fields> flows) noexcept {
        stage.foresee(flows, std::span(found).first(flows.size()));
    }
    void decide(flow_decision& d, std::optional<std::size_t> flow) noexcept {
        flow ? stage.decide(d, found[*flow]) : stage.decide(d);
    }
};

/// A flow stage made of others, each of which remembers for itself.
template <foreseeing_flow_stages S>
struct foreseen<S> {
    S stage;

    void foresee(std::span<const packet_fields> flows) noexcept { stage.foresee(flows); }
    void decide(flow_decision& d, std::optional<std::size_t> flow) noexcept { stage.decide(d, flow); }
};

} // namespace xdpk::detail
