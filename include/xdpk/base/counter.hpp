// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>

namespace xdpk {

/// A 64-bit count with one writer (the worker that owns it) and any number of readers on other threads.
/// Adding costs one ordinary addition to memory: no lock prefix, no fence.
class counter {
public:
    counter() noexcept = default;
    counter(const counter& other) noexcept : value_(other.get()) {}
    counter& operator=(const counter& other) noexcept {
        value_.store(other.get(), std::memory_order_relaxed);
        return *this;
    }
    ~counter() = default;

    void add(std::uint64_t n) noexcept { value_.store(get() + n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A counter and the name under which telemetry shows it, for example "mac_table_full".
struct named_counter {
    const char* name;
    const counter* value;
};

} // namespace xdpk
