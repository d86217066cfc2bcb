// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <vector>

namespace xdpk {

/// encapsulator: puts every IP packet into one tunnel, with encapsulate(); others pass untouched. Stands after
/// parse_headers, and before the stage that routes.
///
/// Drops packets that are longer than the tunnel takes (`too_long`), and those in whose frame there is no room for more
/// headers (`no_room`).
class encapsulator {
public:
    static constexpr const char* name = "encapsulator";

    /// Throws xdpk::error if there can be no such tunnel.
    explicit encapsulator(const tunnel_config& config) : tunnel_(make_tunnel(config)) {}

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    tunnel_header tunnel_;
    counter encapsulated_, too_long_, no_room_;
};

} // namespace xdpk
