// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/timer_sets.hpp"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <span>
#include <utility>

#include <xdpk/dpdk/rte_cycles.h>
#include <xdpk/dpdk/rte_lcore.h>

namespace xdpk::dpdk {
namespace {

constexpr int busy = -1;

/// The lcores take turns, as each thread sees it.
unsigned next_in_turn() noexcept {
    static thread_local unsigned last = rte_lcore_id();
    last = rte_get_next_lcore(last < RTE_MAX_LCORE ? last : static_cast<unsigned>(-1), 0, 1);
    return last;
}

/// Claims the timer and takes it out of its list.
bool detach(rte_timer& timer) noexcept {
    if (!claim_timer(timer))
        return false;
    if (running_timer == &timer)
        running_timer = nullptr;
    if (xdpk_timer_list* const list = std::atomic_ref(timer.list).load(std::memory_order_acquire))
        list->remove(timer);
    return true;
}

int stop(rte_timer& timer) noexcept {
    if (!detach(timer))
        return busy;
    set_timer_state(timer, RTE_TIMER_STOP, RTE_TIMER_NO_OWNER);
    return 0;
}

/// `call(timer)`, after which the timer is stopped or due again, unless that changed it.
template <class Call>
void run(timer_set& set, rte_timer& timer, const Call& call) noexcept {
    rte_timer* const outer = std::exchange(running_timer, &timer);
    const auto lcore = static_cast<unsigned>(timer_status(timer).owner);
    call(timer);
    if (running_timer == &timer) {
        if (timer.period == 0) {
            set_timer_state(timer, RTE_TIMER_STOP, RTE_TIMER_NO_OWNER);
        } else {
            timer.expire += timer.period;
            set[lcore].add(timer, lcore);
        }
    }
    running_timer = outer;
}

/// Calls what is due in these lcores' lists.
template <class Call>
void manage(timer_set& set, std::span<const unsigned> lcores, const Call& call) noexcept {
    const std::uint64_t now = rte_get_timer_cycles();
    timer_heap due;
    for (const unsigned lcore : lcores)
        if (lcore < set.size() && set[lcore].earliest() <= now)
            set[lcore].take_due(now, due);
    while (rte_timer* const timer = due.first()) {
        due.remove(*timer);
        run(set, *timer, call);
    }
}

/// Stops all that is in the list. A timer that another thread is changing is waited for.
void stop_all(xdpk_timer_list& list, rte_timer_stop_all_cb_t f, void* f_arg) noexcept {
    while (rte_timer* const timer = list.first())
        if (stop(*timer) == 0 && f != nullptr)
            f(timer, f_arg);
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

void rte_timer_init(struct rte_timer* tim) { *tim = RTE_TIMER_INITIALIZER; }

int rte_timer_alt_reset(uint32_t timer_data_id, struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type,
                        unsigned int tim_lcore, rte_timer_cb_t fct, void* arg) {
    timer_set* const set = timer_set_of(timer_data_id);
    const unsigned lcore = tim_lcore == LCORE_ID_ANY ? next_in_turn() : tim_lcore;
    if (set == nullptr || lcore >= set->size())
        return -EINVAL;
    const std::uint64_t now = rte_get_timer_cycles();
    if (!detach(*tim))
        return busy;
    tim->expire = now + ticks;
    tim->period = type == PERIODICAL ? ticks : 0;
    tim->f = fct;
    tim->arg = arg;
    (*set)[lcore].add(*tim, lcore);
    return 0;
}

int rte_timer_alt_stop(uint32_t timer_data_id, struct rte_timer* tim) {
    return timer_set_of(timer_data_id) == nullptr ? -EINVAL : stop(*tim);
}

int rte_timer_reset(struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type, unsigned tim_lcore,
                    rte_timer_cb_t fct, void* arg) {
    return rte_timer_alt_reset(0, tim, ticks, type, tim_lcore, fct, arg);
}

int rte_timer_stop(struct rte_timer* tim) { return rte_timer_alt_stop(0, tim); }

void rte_timer_reset_sync(struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type, unsigned tim_lcore,
                          rte_timer_cb_t fct, void* arg) {
    while (rte_timer_reset(tim, ticks, type, tim_lcore, fct, arg) == busy)
        rte_pause();
}

void rte_timer_stop_sync(struct rte_timer* tim) {
    while (rte_timer_stop(tim) == busy)
        rte_pause();
}

int rte_timer_pending(struct rte_timer* tim) { return timer_status(*tim).state == RTE_TIMER_PENDING ? 1 : 0; }

int64_t rte_timer_next_ticks(void) {
    timer_set* const set = timer_set_of(0);
    const unsigned lcore = rte_lcore_id();
    if (set == nullptr || lcore >= set->size())
        return -EINVAL;
    const std::uint64_t earliest = (*set)[lcore].earliest();
    if (earliest == UINT64_MAX)
        return -ENOENT;
    const std::uint64_t now = rte_get_timer_cycles();
    return earliest <= now ? 0 : static_cast<std::int64_t>(earliest - now);
}

int rte_timer_manage(void) {
    timer_set* const set = timer_set_of(0);
    const unsigned lcore = rte_lcore_id();
    if (set == nullptr || lcore >= set->size())
        return -EINVAL;
    manage(*set, {&lcore, 1}, [](rte_timer& timer) { timer.f(&timer, timer.arg); });
    return 0;
}

int rte_timer_alt_manage(uint32_t timer_data_id, unsigned int* poll_lcores, int n_poll_lcores,
                         rte_timer_alt_manage_cb_t f) {
    timer_set* const set = timer_set_of(timer_data_id);
    const unsigned own = rte_lcore_id();
    if (set == nullptr || (poll_lcores == nullptr && own >= set->size()))
        return -EINVAL;
    const auto count = static_cast<std::size_t>(std::max(n_poll_lcores, 0));
    const std::span<const unsigned> lcores =
        poll_lcores == nullptr ? std::span(&own, 1) : std::span<const unsigned>(poll_lcores, count);
    manage(*set, lcores, [f](rte_timer& timer) { f(&timer); });
    return 0;
}

int rte_timer_stop_all(uint32_t timer_data_id, unsigned int* walk_lcores, int nb_walk_lcores, rte_timer_stop_all_cb_t f,
                       void* f_arg) {
    timer_set* const set = timer_set_of(timer_data_id);
    if (set == nullptr)
        return -EINVAL;
    for (const unsigned lcore : std::span(walk_lcores, static_cast<std::size_t>(std::max(nb_walk_lcores, 0))))
        if (lcore < set->size())
            stop_all((*set)[lcore], f, f_arg);
    return 0;
}

int rte_timer_alt_dump_stats(uint32_t timer_data_id, FILE* f) {
    timer_set* const set = timer_set_of(timer_data_id);
    if (set == nullptr)
        return -EINVAL;
    timer_counts sum;
    for (xdpk_timer_list& list : *set) {
        const timer_counts counts = list.counts();
        sum.reset += counts.reset;
        sum.stop += counts.stop;
        sum.run += counts.run;
        sum.pending += counts.pending;
    }
    fprintf(f,
            "Timer statistics:\n  reset = %" PRIu64 "\n  stop = %" PRIu64 "\n  run = %" PRIu64 "\n  pending = %" PRIu64
            "\n",
            sum.reset, sum.stop, sum.run, sum.pending);
    return 0;
}

int rte_timer_dump_stats(FILE* f) { return rte_timer_alt_dump_stats(0, f); }
