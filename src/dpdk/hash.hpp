// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/hash_crc.hpp"
#include "dpdk/hash_rcu.hpp"
#include "dpdk/key_table.hpp"

#include <rte_hash.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>

/// What C programs hold as struct rte_hash.
struct rte_hash {
    explicit rte_hash(const rte_hash_parameters& params)
        : table(params.entries, params.key_len), key_length(params.key_len), seed(params.hash_func_init_val),
          function(params.hash_func), flags(params.extra_flag) {}

    [[nodiscard]] std::uint32_t hash(const void* key) const noexcept {
        return function != nullptr ? function(key, key_length, seed) : xdpk::dpdk::hash_crc(key, key_length, seed);
    }

    [[nodiscard]] bool has(std::uint8_t any_of) const noexcept { return (flags & any_of) != 0; }
    [[nodiscard]] bool keeps_positions() const noexcept {
        return has(RTE_HASH_EXTRA_FLAGS_NO_FREE_ON_DEL | RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF);
    }

    /// Locks that the flags ask for; else they are empty.
    [[nodiscard]] std::unique_lock<std::shared_mutex> lock_to_change() const {
        const bool wanted = has(RTE_HASH_EXTRA_FLAGS_MULTI_WRITER_ADD | RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY);
        return wanted ? std::unique_lock(mutex) : std::unique_lock<std::shared_mutex>();
    }
    [[nodiscard]] std::shared_lock<std::shared_mutex> lock_to_read() const {
        return has(RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY) ? std::shared_lock(mutex)
                                                        : std::shared_lock<std::shared_mutex>();
    }

    /// DPDK's functions that change the table take it as const.
    mutable xdpk::dpdk::key_table table;
    std::uint32_t key_length;
    std::uint32_t seed;
    rte_hash_function function;
    std::uint8_t flags;
    mutable std::shared_mutex mutex;
    std::unique_ptr<xdpk::dpdk::hash_rcu> rcu{}; ///< frees positions, if it is there
};
