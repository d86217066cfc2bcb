// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/services.hpp"

#include <algorithm>
#include <cerrno>

namespace {

using xdpk::dpdk::all_services;
using xdpk::dpdk::most_services;
using xdpk::dpdk::service;
using xdpk::dpdk::service_at;
using xdpk::dpdk::service_counts;
using xdpk::dpdk::service_lcore_at;

using counter = std::atomic<std::uint64_t> service_counts::*;

counter counter_of(uint32_t attribute) {
    switch (attribute) {
    case RTE_SERVICE_ATTR_CYCLES:
        return &service_counts::cycles;
    case RTE_SERVICE_ATTR_CALL_COUNT:
        return &service_counts::calls;
    case RTE_SERVICE_ATTR_IDLE_CALL_COUNT:
        return &service_counts::idle_calls;
    case RTE_SERVICE_ATTR_ERROR_CALL_COUNT:
        return &service_counts::error_calls;
    default:
        return nullptr;
    }
}

std::uint64_t sum(std::uint32_t id, counter which) {
    std::uint64_t total = 0;
    for (const auto& lcore : all_services().lcores)
        total += (lcore.counted[id].*which).load(std::memory_order_relaxed);
    return total;
}

void clear(service_counts& counts) {
    for (const counter each :
         {&service_counts::cycles, &service_counts::calls, &service_counts::idle_calls, &service_counts::error_calls})
        counts.*each = 0;
}

void dump(FILE* out, std::uint32_t id) {
    const xdpk::dpdk::service* one = service_at(id);
    if (one == nullptr)
        return;
    const std::uint64_t calls = sum(id, &service_counts::calls);
    const std::uint64_t busy = calls - sum(id, &service_counts::idle_calls);
    const std::uint64_t cycles = sum(id, &service_counts::cycles);
    std::fprintf(out, "  %s: stats %d\tcalls %lu\tcycles %lu\tavg: %lu\n", one->spec.name, one->counts.load() ? 1 : 0,
                 calls, cycles, cycles / std::max<std::uint64_t>(busy, 1));
}

void dump_lcore(FILE* out, std::uint32_t lcore) {
    std::fprintf(out, "%02u\t", lcore);
    for (std::uint32_t id = 0; id < most_services; ++id)
        if (service_at(id) != nullptr)
            std::fprintf(out, "%lu\t", all_services().lcores[lcore].counted[id].calls.load());
    std::fprintf(out, "\n");
}

} // namespace

int32_t rte_service_attr_get(uint32_t id, uint32_t attr_id, uint64_t* attr_value) {
    const counter which = counter_of(attr_id);
    if (service_at(id) == nullptr || attr_value == nullptr || which == nullptr)
        return -EINVAL;
    *attr_value = sum(id, which);
    return 0;
}

int32_t rte_service_attr_reset_all(uint32_t id) {
    if (service_at(id) == nullptr)
        return -EINVAL;
    for (auto& lcore : all_services().lcores)
        clear(lcore.counted[id]);
    return 0;
}

int32_t rte_service_lcore_attr_get(uint32_t lcore, uint32_t attr_id, uint64_t* attr_value) {
    auto* const found = service_lcore_at(lcore);
    if (found == nullptr)
        return lcore < RTE_MAX_LCORE ? -ENOTSUP : -EINVAL;
    if (attr_value == nullptr || attr_id > RTE_SERVICE_LCORE_ATTR_CYCLES)
        return -EINVAL;
    *attr_value = found->loops;
    if (attr_id == RTE_SERVICE_LCORE_ATTR_CYCLES) {
        *attr_value = 0;
        for (const service_counts& counts : found->counted)
            *attr_value += counts.cycles;
    }
    return 0;
}

int32_t rte_service_lcore_attr_reset_all(uint32_t lcore) {
    auto* const found = service_lcore_at(lcore);
    if (found == nullptr)
        return lcore < RTE_MAX_LCORE ? -ENOTSUP : -EINVAL;
    found->loops = 0;
    return 0;
}

int32_t rte_service_dump(FILE* f, uint32_t id) {
    if (id != UINT32_MAX) {
        if (service_at(id) == nullptr)
            return -EINVAL;
        std::fprintf(f, "Service %s Summary\n", service_at(id)->spec.name);
        dump(f, id);
        return 0;
    }
    std::fprintf(f, "Services Summary\n");
    for (uint32_t service = 0; service < most_services; ++service)
        if (service_at(service) != nullptr)
            dump(f, service);
    std::fprintf(f, "Service Cores Summary\n");
    for (uint32_t lcore = 0; lcore < RTE_MAX_LCORE; ++lcore)
        if (service_lcore_at(lcore) != nullptr)
            dump_lcore(f, lcore);
    return 0;
}
