// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::detail {

/// Hands out runs of units of some memory. What is given back while readers may still look waits for reclaim().
/// Runs are split when there is no other, but not joined again.
class node_pool {
public:
    /// Thrown by allocate().
    struct full {};

    /// Runs are at most `longest` units. Those of at most `line` units do not straddle a multiple of it, if possible,
    /// and longer ones begin at one.
    node_pool(std::size_t units, std::size_t longest, std::size_t line)
        : units_(units), line_(line), free_(std::max(longest, line) + 1) {}

    /// The run's first unit. `anywhere`: it may straddle a line, so that none is wasted.
    [[nodiscard]] std::uint32_t allocate(std::size_t length, bool anywhere = false);

    /// Gives a run back that no reader has seen.
    void release(std::uint32_t first, std::size_t length);

    /// Gives a run back that readers may be looking at.
    void retire(std::uint32_t first, std::size_t length);

    /// No reader looks at what has been retired.
    void reclaim();

    /// Units handed out and not retired.
    [[nodiscard]] std::size_t used() const noexcept { return used_; }
    [[nodiscard]] std::size_t retired() const noexcept { return retired_units_; }

private:
    struct run {
        std::uint32_t first;
        std::uint32_t length;
    };

    [[nodiscard]] std::size_t gap_before(std::size_t length) const noexcept;
    std::uint32_t split(std::size_t length);

    std::size_t units_;
    std::size_t line_;
    std::size_t untouched_ = 0; ///< units from here on have never been handed out
    std::size_t used_ = 0;
    std::size_t retired_units_ = 0;
    std::vector<std::vector<std::uint32_t>> free_; ///< by length
    std::vector<run> retired_;
};

} // namespace xdpk::detail
