// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

namespace xdpk {

/// drop: drops every packet and counts it.
class drop {
public:
    static constexpr const char* name = "drop";

    void operator()(burst& b) noexcept {
        for (packet& p : b)
            p.out_port = to_drop;
        packets_.add(b.size());
    }

    [[nodiscard]] std::vector<named_counter> counters() const { return {{"packets", &packets_}}; }

private:
    counter packets_;
};

} // namespace xdpk
