// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/table/tag_line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// What places of keys depend on: numbers that nobody else knows, so that nobody can choose keys that collide, and how
/// many lines there are.
struct flow_hashing {
    alignas(16) std::array<std::uint64_t, 16> secrets;
    std::uint32_t line_count;
};

/// The places of `count` keys; their lines are being fetched into the cache on return.
using place_flows = void (*)(const flow_hashing& hashing, const flow_key* keys, std::size_t count,
                             const tag_line* lines, tag_place* places) noexcept;

/// Ways to compute places, the fastest first; they differ, so that a table stays with one.
struct flow_placer {
    const char* name;
    place_flows place;
    bool usable;
};
[[nodiscard]] const std::array<flow_placer, 2>& flow_placers() noexcept;
[[nodiscard]] place_flows best_flow_placer() noexcept;

} // namespace xdpk::detail
