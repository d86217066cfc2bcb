// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <cstring>

namespace xdpk {

/// mac_swap: exchanges the source and destination address of each Ethernet frame. Drops nothing.
class mac_swap {
public:
    static constexpr const char* name = "mac_swap";

    void operator()(burst& b) noexcept {
        for (const packet& p : b)
            swap(p.data);
    }

private:
    // The two addresses are 12 bytes in a row: two loads, two stores. A frame always has room for them. The words
    // overlap so that the new first one is a shift over both, which CPUs have an instruction for.
    static void swap(std::byte* frame) noexcept {
        std::uint64_t from_destination = 0;
        std::uint64_t to_source = 0;
        std::memcpy(&from_destination, frame, 8);
        std::memcpy(&to_source, frame + 4, 8);
        const std::uint64_t first = to_source >> 16U | from_destination << 48U;
        const auto last = static_cast<std::uint32_t>(from_destination >> 16U);
        std::memcpy(frame, &first, 8);
        std::memcpy(frame + 8, &last, 4);
    }
};

} // namespace xdpk
