// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/services.hpp"

#include <xdpk/dpdk/rte_cycles.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace xdpk::dpdk {

namespace {

void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

void call(service& of, service_counts& counted) {
    const bool counts = of.counts.load(std::memory_order_relaxed);
    const std::uint64_t begin = counts ? rte_rdtsc() : 0;
    const int result = of.spec.callback(of.spec.callback_userdata);
    if (!counts)
        return;
    bump(counted.calls);
    if (result == -EAGAIN)
        bump(counted.idle_calls);
    else
        bump(counted.cycles, rte_rdtsc() - begin);
    if (result < 0 && result != -EAGAIN)
        bump(counted.error_calls);
}

bool wanted(const service& of) { return of.component_wants && of.program_wants; }

bool has_name(const service& of, std::string_view name) { return of.registered && of.spec.name == name; }

} // namespace

service_table& all_services() {
    static service_table& only = *new service_table;
    return only;
}

service* service_at(std::uint32_t id) {
    return id < most_services && all_services().services[id].registered ? &all_services().services[id] : nullptr;
}

int run_service(std::uint32_t id, std::uint32_t lcore, bool alone) {
    service& of = all_services().services[id];
    service_lcore& by = all_services().lcores[lcore];
    if (!wanted(of)) {
        by.active[id] = false;
        return -ENOEXEC;
    }
    by.active[id] = true;
    if (!alone || (of.spec.capabilities & RTE_SERVICE_CAP_MT_SAFE) != 0) {
        call(of, by.counted[id]);
        return 0;
    }
    if (of.taken.test_and_set(std::memory_order_acquire))
        return -EBUSY;
    call(of, by.counted[id]);
    of.taken.clear(std::memory_order_release);
    return 0;
}

} // namespace xdpk::dpdk

using xdpk::dpdk::all_services;
using xdpk::dpdk::has_name;
using xdpk::dpdk::most_services;
using xdpk::dpdk::service;
using xdpk::dpdk::service_at;
using xdpk::dpdk::wanted;

uint32_t rte_service_get_count(void) {
    return static_cast<uint32_t>(std::ranges::count(all_services().services, true, &service::registered));
}

int32_t rte_service_get_by_name(const char* name, uint32_t* service_id) {
    if (name == nullptr || service_id == nullptr)
        return -EINVAL;
    for (uint32_t id = 0; id < most_services; ++id)
        if (has_name(all_services().services[id], name)) {
            *service_id = id;
            return 0;
        }
    return -ENODEV;
}

const char* rte_service_get_name(uint32_t id) {
    return service_at(id) != nullptr ? service_at(id)->spec.name : nullptr;
}

int32_t rte_service_probe_capability(uint32_t id, uint32_t capability) {
    const service* const of = service_at(id);
    return of != nullptr ? (of->spec.capabilities & capability) != 0 : -EINVAL;
}

int32_t rte_service_component_register(const struct rte_service_spec* spec, uint32_t* service_id) {
    if (spec == nullptr || spec->callback == nullptr || spec->name[0] == '\0')
        return -EINVAL;
    const auto place = std::ranges::find(all_services().services, false, &service::registered);
    if (place == all_services().services.end())
        return -ENOSPC;
    place->spec = *spec;
    place->component_wants = false;
    place->program_wants = false;
    place->checks_mapping = true;
    place->counts = false;
    place->registered = true;
    if (service_id != nullptr)
        *service_id = static_cast<uint32_t>(place - all_services().services.begin());
    return 0;
}

int32_t rte_service_component_unregister(uint32_t id) {
    service* const of = service_at(id);
    if (of == nullptr)
        return -EINVAL;
    of->registered = false;
    for (auto& lcore : all_services().lcores)
        lcore.mask &= ~(std::uint64_t{1} << id);
    of->mapped = 0;
    return 0;
}

int32_t rte_service_component_runstate_set(uint32_t id, uint32_t runstate) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    service_at(id)->component_wants = runstate != 0;
    return 0;
}

int32_t rte_service_runstate_set(uint32_t id, uint32_t runstate) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    service_at(id)->program_wants = runstate != 0;
    return 0;
}

int32_t rte_service_runstate_get(uint32_t id) {
    const service* const of = service_at(id);
    if (of == nullptr)
        return -EINVAL;
    return wanted(*of) && (!of->checks_mapping || of->mapped > 0);
}

int32_t rte_service_set_runstate_mapped_check(uint32_t id, int32_t enable) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    service_at(id)->checks_mapping = enable != 0;
    return 0;
}

int32_t rte_service_set_stats_enable(uint32_t id, int32_t enable) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    service_at(id)->counts = enable != 0;
    return 0;
}

int32_t rte_service_may_be_active(uint32_t id) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    return std::ranges::any_of(all_services().lcores, [id](const auto& lcore) { return lcore.active[id].load(); });
}

int32_t rte_service_run_iter_on_app_lcore(uint32_t id, uint32_t serialize_multithread_unsafe) {
    service* const of = service_at(id);
    const unsigned lcore = rte_lcore_id();
    if (of == nullptr || lcore >= RTE_MAX_LCORE)
        return -EINVAL;
    // It counts as one more lcore of the service while it is there.
    ++of->mapped;
    const int result = xdpk::dpdk::run_service(id, lcore, serialize_multithread_unsafe != 0);
    --of->mapped;
    all_services().lcores[lcore].active[id] = false;
    return result;
}
