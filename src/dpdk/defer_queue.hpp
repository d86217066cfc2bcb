// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_rcu_qsbr.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

/// What C programs hold as struct rte_rcu_qsbr_dq: things of one size with their tokens, first in, first out. Control
/// thread, or several.
struct rte_rcu_qsbr_dq {
    explicit rte_rcu_qsbr_dq(const rte_rcu_qsbr_dq_parameters& params);

    /// False: it is full.
    [[nodiscard]] bool put(const void* thing);
    struct outcome {
        unsigned freed = 0;
        unsigned pending = 0;
        unsigned available = 0;
    };
    outcome reclaim(unsigned most);
    /// Forgets what waits.
    void drop();

private:
    /// Copies the first one out, if its time has come.
    [[nodiscard]] bool take(std::byte* thing);

    rte_rcu_qsbr* readers_;
    rte_rcu_qsbr_free_resource_t free_;
    void* argument_;
    std::uint32_t thing_bytes_;
    std::uint32_t capacity_;
    std::uint32_t trigger_;
    std::uint32_t most_at_once_;

    std::mutex lock_;
    std::vector<std::byte> things_;
    std::vector<std::uint64_t> tokens_;
    std::uint32_t first_ = 0;
    std::uint32_t count_ = 0;
};
