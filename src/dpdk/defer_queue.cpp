// SPDX-License-Identifier: BSD-3-Clause
#include "defer_queue.hpp"

#include "log_error.hpp"
#include "refusal.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <memory>

rte_rcu_qsbr_dq::rte_rcu_qsbr_dq(const rte_rcu_qsbr_dq_parameters& params)
    : readers_(params.v), free_(params.free_fn), argument_(params.p), thing_bytes_(params.esize),
      capacity_(std::bit_ceil(params.size + 1) - 1), trigger_(params.trigger_reclaim_limit),
      most_at_once_(params.max_reclaim_size), things_(std::size_t{capacity_} * thing_bytes_), tokens_(capacity_) {}

bool rte_rcu_qsbr_dq::put(const void* thing) {
    const std::uint64_t token = rte_rcu_qsbr_start(readers_);
    std::unique_lock hold(lock_);
    if (count_ > trigger_) {
        hold.unlock();
        reclaim(most_at_once_);
        hold.lock();
    }
    if (count_ == capacity_)
        return false;
    const std::uint32_t at = static_cast<std::uint32_t>((std::uint64_t{first_} + count_++) % capacity_);
    std::memcpy(&things_[std::size_t{at} * thing_bytes_], thing, thing_bytes_);
    tokens_[at] = token;
    return true;
}

bool rte_rcu_qsbr_dq::take(std::byte* thing) {
    const std::scoped_lock hold(lock_);
    if (count_ == 0 || rte_rcu_qsbr_check(readers_, tokens_[first_], false) == 0)
        return false;
    std::memcpy(thing, &things_[std::size_t{first_} * thing_bytes_], thing_bytes_);
    first_ = (first_ + 1) % capacity_;
    --count_;
    return true;
}

// The user's function is called without the lock: it may use the queue.
auto rte_rcu_qsbr_dq::reclaim(unsigned most) -> outcome {
    // As aligned as what malloc() gives.
    const auto thing = std::make_unique<std::max_align_t[]>(thing_bytes_ / sizeof(std::max_align_t) + 1); // NOLINT
    auto* const bytes = static_cast<std::byte*>(static_cast<void*>(thing.get()));
    outcome result;
    while (result.freed < most && take(bytes)) {
        free_(argument_, bytes, 1);
        ++result.freed;
    }
    const std::scoped_lock hold(lock_);
    result.pending = count_;
    result.available = capacity_ - count_;
    return result;
}

void rte_rcu_qsbr_dq::drop() {
    const std::scoped_lock hold(lock_);
    count_ = 0;
}

namespace xdpk::dpdk {

namespace {

/// What is wrong with them, or null.
const char* flaw(const rte_rcu_qsbr_dq_parameters* params) noexcept {
    if (params == nullptr || params->name == nullptr || params->v == nullptr || params->free_fn == nullptr)
        return "name, free_fn or v is missing";
    if (params->size == 0 || params->size > std::numeric_limits<std::uint32_t>::max() / 2)
        return "size: choose 1 to 2^31 - 1";
    if (params->esize == 0 || params->esize % 4 != 0)
        return "esize has to be a multiple of 4";
    if (params->trigger_reclaim_limit <= params->size && params->max_reclaim_size == 0)
        return "max_reclaim_size is 0, but trigger_reclaim_limit is not above size";
    return nullptr;
}

int no_queue(const char* what) {
    refuse(EINVAL, "RCU queue", what);
    return 1;
}

} // namespace

extern "C" {

rte_rcu_qsbr_dq* rte_rcu_qsbr_dq_create(const rte_rcu_qsbr_dq_parameters* params) {
    if (const char* const why = flaw(params); why != nullptr)
        return refuse(EINVAL, "RCU queue", why);
    return guarded_pointer([=] { return std::make_unique<rte_rcu_qsbr_dq>(*params).release(); });
}

int rte_rcu_qsbr_dq_enqueue(rte_rcu_qsbr_dq* dq, void* e) {
    if (dq == nullptr || e == nullptr)
        return no_queue("no queue, or nothing to put in");
    if (dq->put(e))
        return 0;
    rte_errno = ENOSPC;
    return 1;
}

int rte_rcu_qsbr_dq_reclaim(rte_rcu_qsbr_dq* dq, unsigned n, unsigned* freed, unsigned* pending, unsigned* available) {
    if (dq == nullptr || n == 0)
        return no_queue("no queue, or nothing to free");
    const auto result = dq->reclaim(n);
    if (freed != nullptr)
        *freed = result.freed;
    if (pending != nullptr)
        *pending = result.pending;
    if (available != nullptr)
        *available = result.available;
    return 0;
}

int rte_rcu_qsbr_dq_delete(rte_rcu_qsbr_dq* dq) {
    if (dq != nullptr && dq->reclaim(std::numeric_limits<unsigned>::max()).pending != 0) {
        rte_errno = EAGAIN;
        return 1;
    }
    delete dq;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
