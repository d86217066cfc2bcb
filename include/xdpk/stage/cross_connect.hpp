// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <array>
#include <cstddef>

namespace xdpk {

/// cross_connect: sends what comes in at a port out of its partner.
///
/// Ports are paired in their order: 0 with 1, 2 with 3, … A port that is left over, such as the only one, is its own
/// partner. Drops nothing.
class cross_connect {
public:
    static constexpr const char* name = "cross_connect";

    /// For ports 0 to `ports` - 1.
    explicit cross_connect(std::size_t ports) noexcept {
        for (port_id in = 0; in < max_ports; ++in)
            partner_[in] = in >= ports ? port_id{unrouted} : (in ^ 1U) < ports ? static_cast<port_id>(in ^ 1U) : in;
    }

    void operator()(burst& b) noexcept {
        for (packet& p : b)
            p.out_port = partner_[p.in_port];
    }

private:
    std::array<port_id, max_ports> partner_{};
};

} // namespace xdpk
