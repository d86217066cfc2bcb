// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <string>

namespace xdpk {

/// A fresh seed for a randomised test, shown when the test fails; XDPK_TEST_SEED sets it, to repeat a failure.
class random_seed {
public:
    random_seed()
        : value_(choose()), trace_(__FILE__, __LINE__, "repeat with XDPK_TEST_SEED=" + std::to_string(value_)) {}

    [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

private:
    static std::uint64_t choose() {
        if (const char* given = std::getenv("XDPK_TEST_SEED"); given != nullptr)
            return std::strtoull(given, nullptr, 0);
        std::random_device device;
        return std::uint64_t{device()} << 32U | device();
    }

    std::uint64_t value_;
    testing::ScopedTrace trace_;
};

} // namespace xdpk
