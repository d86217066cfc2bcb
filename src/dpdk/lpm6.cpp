// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/ipv6_arguments.hpp"
#include "dpdk/log_error.hpp"
#include "dpdk/named_objects.hpp"
#include "dpdk/routing_table.hpp"

#include <rte_lpm6.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>

struct rte_lpm6 {
    explicit rte_lpm6(std::size_t most_routes) : routes(most_routes) {}

    xdpk::dpdk::routing_table<xdpk::ipv6_address> routes;
};

namespace xdpk::dpdk {

namespace {

using table = routing_table<ipv6_address>;

named_objects<rte_lpm6> tables("LPM table of IPv6");

constexpr std::uint32_t next_hop_mask = 0x001FFFFF;
constexpr std::uint32_t most_tbl8s = 1U << 21U;

bool acceptable(const rte_lpm6* lpm, const void* ip, std::uint8_t depth) noexcept {
    return lpm != nullptr && ip != nullptr && depth >= 1 && depth <= RTE_LPM6_MAX_DEPTH;
}

} // namespace

extern "C" {

rte_lpm6* rte_lpm6_create(const char* name, int socket_id, const rte_lpm6_config* config) {
    if (name == nullptr || socket_id < -1 || config == nullptr || config->max_rules == 0 ||
        config->number_tbl8s > most_tbl8s)
        return refuse(EINVAL, "LPM table of IPv6", "give a name, and a configuration with max_rules above 0");
    return tables.create(name, [&] { return std::make_unique<rte_lpm6>(config->max_rules); });
}

rte_lpm6* rte_lpm6_find_existing(const char* name) { return tables.find(name); }

void rte_lpm6_free(rte_lpm6* lpm) { tables.destroy(lpm); }

int rte_lpm6_add(rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, std::uint8_t depth, std::uint32_t next_hop) {
    if (!acceptable(lpm, ip, depth))
        return -EINVAL;
    return guarded(
        [&] { return lpm->routes.add(ipv6_prefix_of(ip, depth), next_hop) == table::result::full ? -ENOSPC : 0; });
}

int rte_lpm6_is_rule_present(rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, std::uint8_t depth, std::uint32_t* next_hop) {
    if (!acceptable(lpm, ip, depth) || next_hop == nullptr)
        return -EINVAL;
    const auto found = lpm->routes.find(ipv6_prefix_of(ip, depth));
    if (!found)
        return 0;
    *next_hop = static_cast<std::uint32_t>(*found);
    return 1;
}

int rte_lpm6_delete(rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, std::uint8_t depth) {
    if (!acceptable(lpm, ip, depth))
        return -EINVAL;
    return guarded([&] {
        const auto result = lpm->routes.remove(ipv6_prefix_of(ip, depth));
        if (result == table::result::full)
            return -ENOSPC;
        return result == table::result::absent ? -ENOENT : 0;
    });
}

int rte_lpm6_delete_bulk_func(rte_lpm6* lpm, XDPK_LPM6_ADDRS(ips), std::uint8_t* depths, unsigned int n) {
    if (lpm == nullptr || ips == nullptr || depths == nullptr)
        return -EINVAL;
    return guarded([&] {
        for (unsigned i = 0; i < n; ++i)
            if (acceptable(lpm, ips, depths[i]))
                lpm->routes.remove(ipv6_prefix_of(&ips[i], depths[i]));
        return 0;
    });
}

void rte_lpm6_delete_all(rte_lpm6* lpm) {
    static_cast<void>(guarded([&] { return lpm->routes.clear(), 0; }));
}

int rte_lpm6_lookup(const rte_lpm6* lpm, const XDPK_LPM6_ADDR* ip, std::uint32_t* next_hop) {
    if (lpm == nullptr || ip == nullptr || next_hop == nullptr)
        return -EINVAL;
    const auto found = lpm->routes.lookup(*ipv6_addresses(ip));
    if (!found)
        return -ENOENT;
    *next_hop = static_cast<std::uint32_t>(*found) & next_hop_mask;
    return 0;
}

int rte_lpm6_lookup_bulk_func(const rte_lpm6* lpm, XDPK_LPM6_ADDRS(ips), std::int32_t* next_hops, unsigned int n) {
    if (lpm == nullptr || ips == nullptr || next_hops == nullptr)
        return -EINVAL;
    std::array<std::uint64_t, table::most_at_once> found;
    for (std::size_t done = 0; done < n; done += found.size()) {
        const std::size_t some = std::min(n - done, found.size());
        lpm->routes.lookup({ipv6_addresses(ips) + done, some}, ~std::uint64_t{0}, found.data(),
                           [](std::uint64_t hop) { return hop & next_hop_mask; });
        std::transform(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(some), next_hops + done,
                       [](std::uint64_t hop) { return static_cast<std::int32_t>(hop); });
    }
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
