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
    // The two addresses are 12 bytes in a row: two loads, two stores. A frame always has room for them.
    static void swap(std::byte* frame) noexcept {
        std::uint64_t destination_and_more = 0;
        std::uint32_t source_tail = 0;
        std::memcpy(&destination_and_more, frame, 8);
        std::memcpy(&source_tail, frame + 8, 4);
        const std::uint64_t source = destination_and_more >> 48U | std::uint64_t{source_tail} << 16U;
        const std::uint64_t first = source | destination_and_more << 48U;
        const auto last = static_cast<std::uint32_t>(destination_and_more >> 16U);
        std::memcpy(frame, &first, 8);
        std::memcpy(frame + 8, &last, 4);
    }
};

} // namespace xdpk
