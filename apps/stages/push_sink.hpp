// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/pushed_flow.h>
#include <xdpk/core/pushed_limits.h>
#include <xdpk/stage/stateless_denies.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace xdpk::stages {

/// Where flows are pushed down to: the maps of the XDP programs, as fastpath_maps has them.
class push_sink {
public:
    using visitor = std::function<void(std::span<const xdpk_pushed_key>, std::span<const xdpk_pushed_flow>)>;

    push_sink() = default;
    push_sink(const push_sink&) = delete;
    push_sink& operator=(const push_sink&) = delete;
    virtual ~push_sink() = default;

    virtual void install(std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) = 0;
    virtual void remove(std::span<const xdpk_pushed_key> keys, std::span<xdpk_pushed_flow> last) = 0;
    virtual void read(const visitor& show) = 0;
    virtual void set_epoch(std::uint32_t epoch) = 0;
    virtual void set_tunnel(std::uint16_t number, const std::array<xdpk_pushed_tunnel, 2>& tunnel) = 0;

    /// What is denied from now on, or for another rule; `rule` is XDP's number.
    virtual void deny(const deny_sets& sets) = 0;
    /// Returns when no packet is dropped for them any more.
    virtual void allow(const deny_sets& sets) = 0;
    /// What was dropped for them, by XDP's number of the rule.
    [[nodiscard]] virtual std::vector<xdpk_denied_sum> denied() const = 0;
};

} // namespace xdpk::stages
