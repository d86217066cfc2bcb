// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_rcu_qsbr.h>

#include "refusal.hpp"

#include <bit>
#include <cinttypes>
#include <cstring>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t word_bits = 64;

std::uint32_t words_for(std::uint32_t readers) noexcept { return readers / word_bits + (readers % word_bits != 0); }

int no_rcu(const char* what) {
    refuse(EINVAL, "RCU", what);
    return 1;
}

bool is_reader(const rte_rcu_qsbr* v, unsigned thread_id) { return v != nullptr && thread_id < v->max_threads; }

std::uint64_t bit_of(unsigned thread_id) { return std::uint64_t{1} << thread_id % word_bits; }

/// Calls `each` with every registered reader.
template <class F>
void for_each_reader(rte_rcu_qsbr* v, F each) {
    for (std::uint32_t word = 0; word < v->num_elems; ++word)
        for (std::uint64_t left = __atomic_load_n(xdpk_qsbr_registered(v, word), __ATOMIC_ACQUIRE); left != 0;
             left &= left - 1)
            each(word * word_bits + static_cast<unsigned>(std::countr_zero(left)));
}

} // namespace

extern "C" {

std::size_t rte_rcu_qsbr_get_memsize(std::uint32_t max_threads) {
    if (max_threads == 0)
        return static_cast<std::size_t>(no_rcu("a variable is for at least one reader"));
    const std::size_t bits = std::size_t{words_for(max_threads)} * sizeof(std::uint64_t);
    const std::size_t lines = (bits + RTE_CACHE_LINE_SIZE - 1) / RTE_CACHE_LINE_SIZE;
    return sizeof(rte_rcu_qsbr) + max_threads * sizeof(rte_rcu_qsbr_cnt) + lines * RTE_CACHE_LINE_SIZE;
}

int rte_rcu_qsbr_init(rte_rcu_qsbr* v, std::uint32_t max_threads) {
    if (v == nullptr || max_threads == 0)
        return no_rcu("no variable, or no readers");
    std::memset(static_cast<void*>(v), 0, rte_rcu_qsbr_get_memsize(max_threads));
    v->max_threads = max_threads;
    v->num_elems = words_for(max_threads);
    v->token = 1; // 0 is for those who are offline
    return 0;
}

int rte_rcu_qsbr_thread_register(rte_rcu_qsbr* v, unsigned thread_id) {
    if (!is_reader(v, thread_id))
        return no_rcu("the variable has no reader of that number");
    const std::uint64_t bit = bit_of(thread_id);
    if ((__atomic_fetch_or(xdpk_qsbr_registered(v, thread_id / word_bits), bit, __ATOMIC_ACQ_REL) & bit) == 0)
        __atomic_fetch_add(&v->num_threads, 1, __ATOMIC_RELAXED);
    return 0;
}

int rte_rcu_qsbr_thread_unregister(rte_rcu_qsbr* v, unsigned thread_id) {
    if (!is_reader(v, thread_id))
        return no_rcu("the variable has no reader of that number");
    const std::uint64_t bit = bit_of(thread_id);
    if ((__atomic_fetch_and(xdpk_qsbr_registered(v, thread_id / word_bits), ~bit, __ATOMIC_ACQ_REL) & bit) != 0)
        __atomic_fetch_sub(&v->num_threads, 1, __ATOMIC_RELAXED);
    return 0;
}

void rte_rcu_qsbr_synchronize(rte_rcu_qsbr* v, unsigned thread_id) {
    const std::uint64_t token = rte_rcu_qsbr_start(v);
    if (thread_id != RTE_QSBR_THRID_INVALID)
        rte_rcu_qsbr_quiescent(v, thread_id);
    rte_rcu_qsbr_check(v, token, true);
}

int rte_rcu_qsbr_dump(FILE* f, rte_rcu_qsbr* v) {
    if (f == nullptr || v == nullptr)
        return no_rcu("no file, or no variable");
    std::fprintf(f, "RCU variable %p: %zu bytes, %u of %u readers registered\n", static_cast<void*>(v),
                 rte_rcu_qsbr_get_memsize(v->max_threads), __atomic_load_n(&v->num_threads, __ATOMIC_RELAXED),
                 v->max_threads);
    std::fprintf(f, "  token %" PRIu64 ", seen by all %" PRIu64 "\n", __atomic_load_n(&v->token, __ATOMIC_ACQUIRE),
                 __atomic_load_n(&v->acked_token, __ATOMIC_ACQUIRE));
    for_each_reader(v, [&](unsigned reader) {
        const rte_rcu_qsbr_cnt& own = *xdpk_qsbr_reader(v, reader);
        std::fprintf(f, "  reader %u: token %" PRIu64 ", locks %u\n", reader,
                     __atomic_load_n(&own.cnt, __ATOMIC_RELAXED), __atomic_load_n(&own.lock_cnt, __ATOMIC_RELAXED));
    });
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
