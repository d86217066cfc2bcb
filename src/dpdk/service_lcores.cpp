// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/lcores.hpp"
#include "dpdk/services.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <vector>

namespace xdpk::dpdk {

namespace {

// What a service lcore does: all its services, one after the other, until it is stopped.
int run_services(void*) {
    const unsigned lcore = rte_lcore_id();
    service_lcore& self = all_services().lcores[lcore];
    while (self.runs.load(std::memory_order_acquire)) {
        for (std::uint64_t left = self.mask.load(std::memory_order_relaxed); left != 0; left &= left - 1)
            run_service(static_cast<std::uint32_t>(std::countr_zero(left)), lcore, true);
        self.loops.store(self.loops.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    for (auto& active : self.active)
        active = false;
    self.has_ended = true;
    return 0;
}

std::vector<std::uint32_t> service_lcores() {
    std::vector<std::uint32_t> ids;
    for (std::uint32_t id = 0; id < RTE_MAX_LCORE; ++id)
        if (all_services().lcores[id].is_one)
            ids.push_back(id);
    return ids;
}

// Whether a service that is to run would have no lcore without this one.
bool is_the_last(const service_lcore& lcore) {
    for (std::uint32_t id = 0; id < most_services; ++id) {
        const bool mapped = (lcore.mask >> id & 1) != 0;
        if (mapped && all_services().services[id].mapped == 1 && rte_service_runstate_get(id) == 1)
            return true;
    }
    return false;
}

void map(std::uint32_t id, service_lcore& lcore, bool enable) {
    const std::uint64_t bit = std::uint64_t{1} << id;
    const bool mapped = (lcore.mask & bit) != 0;
    if (enable && !mapped) {
        lcore.mask |= bit;
        ++all_services().services[id].mapped;
    } else if (!enable && mapped) {
        lcore.mask &= ~bit;
        --all_services().services[id].mapped;
    }
}

} // namespace

service_lcore* service_lcore_at(std::uint32_t lcore) {
    return lcore < RTE_MAX_LCORE && all_services().lcores[lcore].is_one ? &all_services().lcores[lcore] : nullptr;
}

} // namespace xdpk::dpdk

using xdpk::dpdk::all_services;
using xdpk::dpdk::lcores;
using xdpk::dpdk::most_services;
using xdpk::dpdk::service_at;
using xdpk::dpdk::service_lcore_at;
using xdpk::dpdk::service_lcores;

int32_t rte_service_map_lcore_set(uint32_t service_id, uint32_t lcore, uint32_t enable) {
    if (service_at(service_id) == nullptr || service_lcore_at(lcore) == nullptr)
        return -EINVAL;
    xdpk::dpdk::map(service_id, *service_lcore_at(lcore), enable != 0);
    return 0;
}

int32_t rte_service_map_lcore_get(uint32_t service_id, uint32_t lcore) {
    if (service_at(service_id) == nullptr || service_lcore_at(lcore) == nullptr)
        return -EINVAL;
    return (service_lcore_at(lcore)->mask >> service_id & 1) != 0;
}

int32_t rte_service_lcore_add(uint32_t lcore) {
    if (lcore >= RTE_MAX_LCORE || rte_lcore_is_enabled(lcore) == 0 || lcore == rte_get_main_lcore())
        return service_lcore_at(lcore) != nullptr ? -EALREADY : -EINVAL;
    all_services().lcores[lcore].is_one = true;
    lcores().all[lcore].role = ROLE_SERVICE;
    return rte_eal_wait_lcore(lcore) < 0 ? -EBUSY : 0;
}

int32_t rte_service_lcore_del(uint32_t lcore) {
    auto* const gone = service_lcore_at(lcore);
    if (gone == nullptr)
        return -EINVAL;
    if (gone->runs)
        return -EBUSY;
    for (std::uint32_t id = 0; id < most_services; ++id)
        xdpk::dpdk::map(id, *gone, false);
    gone->is_one = false;
    lcores().all[lcore].role = ROLE_RTE;
    return 0;
}

int32_t rte_service_lcore_start(uint32_t lcore_id) {
    auto* const lcore = service_lcore_at(lcore_id);
    if (lcore == nullptr)
        return -EINVAL;
    if (lcore->runs)
        return -EALREADY;
    // The last run may be on its way out.
    rte_eal_wait_lcore(lcore_id);
    lcore->runs = true;
    lcore->has_ended = false;
    const int started = rte_eal_remote_launch(xdpk::dpdk::run_services, nullptr, lcore_id);
    return started == -EBUSY ? -EBUSY : started;
}

int32_t rte_service_lcore_stop(uint32_t lcore_id) {
    auto* const lcore = service_lcore_at(lcore_id);
    if (lcore == nullptr)
        return -EINVAL;
    if (!lcore->runs)
        return -EALREADY;
    if (xdpk::dpdk::is_the_last(*lcore))
        return -EBUSY;
    lcore->runs = false;
    return 0;
}

int32_t rte_service_lcore_may_be_active(uint32_t lcore_id) {
    auto* const lcore = service_lcore_at(lcore_id);
    return lcore != nullptr ? !lcore->has_ended : -EINVAL;
}

int32_t rte_service_lcore_count(void) { return static_cast<int32_t>(service_lcores().size()); }

int32_t rte_service_lcore_list(uint32_t array[], uint32_t n) {
    const auto ids = service_lcores();
    if (ids.size() > n)
        return -ENOMEM;
    if (array == nullptr)
        return -EINVAL;
    std::ranges::copy(ids, array);
    return static_cast<int32_t>(ids.size());
}

int32_t rte_service_lcore_count_services(uint32_t lcore) {
    const auto* const found = service_lcore_at(lcore);
    return found != nullptr ? std::popcount(found->mask.load()) : -EINVAL;
}

int32_t rte_service_lcore_reset_all(void) {
    for (const std::uint32_t id : service_lcores()) {
        auto& lcore = all_services().lcores[id];
        lcore.runs = false;
        rte_eal_wait_lcore(id);
        for (std::uint32_t service = 0; service < most_services; ++service)
            xdpk::dpdk::map(service, lcore, false);
        lcore.is_one = false;
        lcores().all[id].role = ROLE_RTE;
    }
    return 0;
}

int32_t rte_service_start_with_defaults(void) {
    const auto ids = service_lcores();
    if (ids.empty())
        return -ENOTSUP;
    std::size_t turn = 0;
    for (std::uint32_t service = 0; service < most_services; ++service) {
        if (service_at(service) == nullptr)
            continue;
        rte_service_map_lcore_set(service, ids[turn++ % ids.size()], 1);
        rte_service_runstate_set(service, 1);
    }
    for (const std::uint32_t id : ids)
        rte_service_lcore_start(id);
    return 0;
}

int32_t rte_service_init(void) { return 0; }

void rte_service_finalize(void) { rte_service_lcore_reset_all(); }
