// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace xdpk::detail {

/// So many times in a second, and no more.
class per_second {
public:
    explicit per_second(std::uint32_t limit) noexcept : limit_(limit) {}

    bool take(std::uint32_t now) noexcept {
        if (now != second_) {
            second_ = now;
            taken_ = 0;
        }
        return taken_++ < limit_;
    }

private:
    std::uint32_t limit_;
    std::uint32_t taken_ = 0;
    std::uint32_t second_ = 0;
};

} // namespace xdpk::detail
