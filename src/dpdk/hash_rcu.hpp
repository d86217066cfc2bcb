// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/defer_queue.hpp"

#include <rte_hash.h>

#include <cstdint>
#include <memory>

namespace xdpk::dpdk {

/// Gives positions of deleted keys back to their table when nobody can be reading them any more.
class hash_rcu {
public:
    /// Throws std::bad_alloc.
    hash_rcu(rte_hash& table, const rte_hash_rcu_config& config);

    /// A key was deleted, and its position and data are to be freed. Nobody holds the table's lock.
    void retire(std::uint32_t position, void* data);
    rte_rcu_qsbr_dq::outcome reclaim();
    /// All keys go at once, and nobody reads.
    void reset();

private:
    struct retired {
        void* data;
        std::uint32_t position;
        std::uint32_t unused;
    };
    static void free_one(void* self, void* what, unsigned n);
    void free(const retired& key);

    rte_hash& table_;
    rte_hash_rcu_config config_;
    std::unique_ptr<rte_rcu_qsbr_dq> waiting_; ///< none: each waits by itself
};

} // namespace xdpk::dpdk
