// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log_error.hpp"
#include "dpdk/named_objects.hpp"
#include "dpdk/routing_table.hpp"

#include <rte_lpm.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct rte_lpm {
    explicit rte_lpm(std::size_t most_routes) : routes(most_routes) {}

    xdpk::dpdk::routing_table<xdpk::ipv4_address> routes;
};

namespace xdpk::dpdk {

namespace {

using table = routing_table<ipv4_address>;

named_objects<rte_lpm> tables("LPM table");

constexpr std::uint32_t next_hop_mask = 0x00FFFFFF;

ipv4_prefix prefix_of(std::uint32_t ip, std::uint8_t depth) noexcept {
    return {.address = ipv4_address::from_integer(ip), .length = depth};
}

bool acceptable(const rte_lpm* lpm, std::uint8_t depth) noexcept {
    return lpm != nullptr && depth >= 1 && depth <= RTE_LPM_MAX_DEPTH;
}

/// `matched` turns the next hop of an address with a route into what is given for it, as does `otherwise` without.
template <class Matched>
void look_up(const rte_lpm& lpm, const std::uint32_t* ips, std::uint32_t* next_hops, std::size_t count,
             std::uint32_t otherwise, Matched matched) noexcept {
    std::array<ipv4_address, table::most_at_once> addresses;
    std::array<std::uint64_t, table::most_at_once> found;
    while (count > 0) {
        const std::size_t some = std::min(count, table::most_at_once);
        for (std::size_t i = 0; i < some; ++i)
            addresses[i] = ipv4_address::from_integer(ips[i]);
        lpm.routes.lookup(std::span(addresses).first(some), otherwise, found.data(), matched);
        for (std::size_t i = 0; i < some; ++i)
            next_hops[i] = static_cast<std::uint32_t>(found[i]);
        ips += some;
        next_hops += some;
        count -= some;
    }
}

} // namespace

extern "C" {

rte_lpm* rte_lpm_create(const char* name, int socket_id, const rte_lpm_config* config) {
    if (name == nullptr || socket_id < -1 || config == nullptr || config->max_rules == 0 ||
        config->number_tbl8s > RTE_LPM_MAX_TBL8_NUM_GROUPS)
        return refuse(EINVAL, "LPM table", "give a name, and a configuration with max_rules above 0");
    return tables.create(name, [&] { return std::make_unique<rte_lpm>(config->max_rules); });
}

rte_lpm* rte_lpm_find_existing(const char* name) { return tables.find(name); }

void rte_lpm_free(rte_lpm* lpm) { tables.destroy(lpm); }

int rte_lpm_rcu_qsbr_add(rte_lpm* lpm, rte_lpm_rcu_config* cfg) {
    const char* why = nullptr;
    if (lpm == nullptr || cfg == nullptr || cfg->v == nullptr)
        why = "there is no table, or no variable";
    else if (cfg->mode != RTE_LPM_QSBR_MODE_DQ && cfg->mode != RTE_LPM_QSBR_MODE_SYNC)
        why = "there is no such mode";
    if (why != nullptr || lpm->routes.has_readers()) {
        refuse(why != nullptr ? EINVAL : EEXIST, "RCU of an LPM table", why != nullptr ? why : "it has one already");
        return 1;
    }
    lpm->routes.set_readers(*cfg->v, cfg->mode == RTE_LPM_QSBR_MODE_SYNC);
    return 0;
}

int rte_lpm_add(rte_lpm* lpm, std::uint32_t ip, std::uint8_t depth, std::uint32_t next_hop) {
    if (!acceptable(lpm, depth))
        return -EINVAL;
    return guarded(
        [&] { return lpm->routes.add(prefix_of(ip, depth), next_hop) == table::result::full ? -ENOSPC : 0; });
}

int rte_lpm_is_rule_present(rte_lpm* lpm, std::uint32_t ip, std::uint8_t depth, std::uint32_t* next_hop) {
    if (!acceptable(lpm, depth) || next_hop == nullptr)
        return -EINVAL;
    const auto found = lpm->routes.find(prefix_of(ip, depth));
    if (!found)
        return 0;
    *next_hop = static_cast<std::uint32_t>(*found);
    return 1;
}

int rte_lpm_delete(rte_lpm* lpm, std::uint32_t ip, std::uint8_t depth) {
    if (!acceptable(lpm, depth))
        return -EINVAL;
    return guarded([&] {
        const auto result = lpm->routes.remove(prefix_of(ip, depth));
        if (result == table::result::full)
            return -ENOSPC;
        return result == table::result::absent ? -EINVAL : 0;
    });
}

void rte_lpm_delete_all(rte_lpm* lpm) {
    static_cast<void>(guarded([&] { return lpm->routes.clear(), 0; }));
}

int rte_lpm_lookup(const rte_lpm* lpm, std::uint32_t ip, std::uint32_t* next_hop) {
    if (lpm == nullptr || next_hop == nullptr)
        return -EINVAL;
    const auto found = lpm->routes.lookup(ipv4_address::from_integer(ip));
    *next_hop = static_cast<std::uint32_t>(found.value_or(0)) & next_hop_mask;
    return found ? 0 : -ENOENT;
}

int rte_lpm_lookup_bulk_func(const rte_lpm* lpm, const std::uint32_t* ips, std::uint32_t* next_hops, const unsigned n) {
    if (lpm == nullptr || ips == nullptr || next_hops == nullptr)
        return -EINVAL;
    look_up(*lpm, ips, next_hops, n, 0,
            [](std::uint64_t hop) { return (hop & next_hop_mask) | RTE_LPM_LOOKUP_SUCCESS; });
    return 0;
}

void xdpk_lpm_lookup_four(const rte_lpm* lpm, const std::uint32_t* ips, std::uint32_t* next_hops,
                          std::uint32_t otherwise) {
    look_up(*lpm, ips, next_hops, 4, otherwise, [](std::uint64_t hop) { return hop & next_hop_mask; });
}

} // extern "C"

} // namespace xdpk::dpdk
