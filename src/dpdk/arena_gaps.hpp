// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace xdpk::dpdk {

/// Allocates from a range of zeroed memory. Its state is in that memory, so that processes can share it. What is free
/// is zero but for the first bytes of each gap. Not for several threads at once.
class arena_gaps {
public:
    /// Gives a range to those that are free: zeroed, and a multiple of 64 bytes at one.
    void add(void* memory, std::size_t bytes) noexcept;
    /// nullptr: there is no gap of this size. `align` is a power of two.
    [[nodiscard]] void* allocate(std::size_t bytes, std::size_t align) noexcept;
    void free(void* memory) noexcept;
    /// Bytes in gaps.
    [[nodiscard]] std::size_t available() const noexcept;

private:
    struct gap {
        gap* next; ///< the gap of the next higher address
        std::size_t bytes;
        [[nodiscard]] char* begin() noexcept { return reinterpret_cast<char*>(this); }
        [[nodiscard]] char* end() noexcept { return begin() + bytes; }
    };

    void take(gap** from, char* begin, char* end) noexcept;

    gap* first_;
};

} // namespace xdpk::dpdk
