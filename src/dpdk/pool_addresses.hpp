// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/mac_address.hpp>

#include <array>
#include <atomic>
#include <cstdint>

namespace xdpk::dpdk {

/// Which VMDq pool is whose. The control thread changes it while others receive: an entry is one word.
class pool_addresses {
public:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    /// The address is the pool's, and no other's any more. false: there is no room for it.
    bool add(const mac_address& address, std::uint32_t pool) noexcept {
        remove(address);
        for (auto& entry : entries_)
            if (entry.load(std::memory_order_relaxed) == 0) {
                entry.store(address.to_integer() << pool_bits | (pool + 1), std::memory_order_relaxed);
                return true;
            }
        return false;
    }

    void remove(const mac_address& address) noexcept {
        for (auto& entry : entries_)
            if (const auto e = entry.load(std::memory_order_relaxed); e != 0 && e >> pool_bits == address.to_integer())
                entry.store(0, std::memory_order_relaxed);
    }

    /// The address's pool, or nowhere.
    [[nodiscard]] std::uint32_t pool_of(const mac_address& address) const noexcept {
        const std::uint64_t wanted = address.to_integer();
        for (const auto& entry : entries_)
            if (const auto e = entry.load(std::memory_order_relaxed); e != 0 && e >> pool_bits == wanted)
                return static_cast<std::uint32_t>(e & ((1U << pool_bits) - 1)) - 1;
        return nowhere;
    }

private:
    static constexpr unsigned pool_bits = 16;

    std::array<std::atomic<std::uint64_t>, 128> entries_{};
};

} // namespace xdpk::dpdk
