// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/hash_rcu.hpp"

#include "dpdk/hash.hpp"
#include "dpdk/log_error.hpp"
#include "dpdk/refusal.hpp"

#include <cerrno>
#include <cstring>

namespace xdpk::dpdk {

hash_rcu::hash_rcu(rte_hash& table, const rte_hash_rcu_config& config) : table_(table), config_(config) {
    if (config_.max_reclaim_size == 0)
        config_.max_reclaim_size = RTE_HASH_RCU_DQ_RECLAIM_MAX;
    if (config_.mode != RTE_HASH_QSBR_MODE_DQ)
        return;
    rte_rcu_qsbr_dq_parameters params{};
    params.size = config_.dq_size != 0 ? config_.dq_size : table.table.capacity();
    params.esize = sizeof(retired);
    params.trigger_reclaim_limit = config_.trigger_reclaim_limit;
    params.max_reclaim_size = config_.max_reclaim_size;
    params.free_fn = free_one;
    params.p = this;
    params.v = config_.v;
    waiting_ = std::make_unique<rte_rcu_qsbr_dq>(params);
}

void hash_rcu::free_one(void* self, void* what, unsigned) {
    retired key{};
    std::memcpy(&key, what, sizeof key);
    static_cast<hash_rcu*>(self)->free(key);
}

void hash_rcu::free(const retired& key) {
    if (config_.free_key_data_func != nullptr)
        config_.free_key_data_func(config_.key_data_ptr, key.data);
    const auto lock = table_.lock_to_change();
    table_.table.release(key.position);
}

void hash_rcu::retire(std::uint32_t position, void* data) {
    const retired key{.data = data, .position = position, .unused = 0};
    if (waiting_ != nullptr && waiting_->put(&key))
        return;
    rte_rcu_qsbr_synchronize(config_.v, RTE_QSBR_THRID_INVALID);
    free(key);
}

rte_rcu_qsbr_dq::outcome hash_rcu::reclaim() {
    return waiting_ != nullptr ? waiting_->reclaim(config_.max_reclaim_size) : rte_rcu_qsbr_dq::outcome{};
}

void hash_rcu::reset() {
    if (waiting_ == nullptr)
        return;
    waiting_->reclaim(UINT32_MAX);
    waiting_->drop();
}

extern "C" {

int rte_hash_rcu_qsbr_add(rte_hash* h, rte_hash_rcu_config* cfg) {
    const char* why = nullptr;
    if (h == nullptr || cfg == nullptr || cfg->v == nullptr)
        why = "there is no table, or no variable";
    else if (cfg->mode != RTE_HASH_QSBR_MODE_DQ && cfg->mode != RTE_HASH_QSBR_MODE_SYNC)
        why = "there is no such mode";
    if (why != nullptr || h->rcu != nullptr) {
        refuse(why != nullptr ? EINVAL : EEXIST, "RCU of a hash table", why != nullptr ? why : "it has one already");
        return 1;
    }
    h->rcu = std::unique_ptr<hash_rcu>(guarded_pointer([=] { return new hash_rcu(*h, *cfg); }));
    return h->rcu == nullptr ? 1 : 0;
}

int rte_hash_rcu_qsbr_dq_reclaim(rte_hash* h, unsigned* freed, unsigned* pending, unsigned* available) {
    if (h == nullptr || h->rcu == nullptr) {
        refuse(EINVAL, "RCU of a hash table", "there is none");
        return 1;
    }
    const auto result = h->rcu->reclaim();
    if (freed != nullptr)
        *freed = result.freed;
    if (pending != nullptr)
        *pending = result.pending;
    if (available != nullptr)
        *available = result.available;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
