// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

namespace xdpk {

/// count: counts packets and bytes, and lets them pass unchanged.
class count {
public:
    static constexpr const char* name = "count";

    void operator()(burst& b) noexcept {
        std::uint64_t bytes = 0;
        for (const packet& p : b)
            bytes += b.length(p);
        packets_.add(b.size());
        bytes_.add(bytes);
    }

    [[nodiscard]] std::vector<named_counter> counters() const { return {{"packets", &packets_}, {"bytes", &bytes_}}; }

private:
    counter packets_;
    counter bytes_;
};

} // namespace xdpk
