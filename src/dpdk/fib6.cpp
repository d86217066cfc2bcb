// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/forwarding.hpp"
#include "dpdk/ipv6_arguments.hpp"
#include "dpdk/named_objects.hpp"

#include <rte_fib6.h>

#include <cerrno>
#include <cstdint>
#include <memory>

struct rte_fib6 {
    xdpk::dpdk::forwarding<xdpk::ipv6_address> routes;
    bool selectable; ///< has more than one way to look up
};

namespace xdpk::dpdk {

namespace {

named_objects<rte_fib6> tables("FIB of IPv6");

std::uint64_t greatest_of(const rte_fib6_conf& conf) noexcept {
    return conf.type == RTE_FIB6_DUMMY ? ~std::uint64_t{0} : greatest_next_hop(conf.trie.nh_sz);
}

/// What is wrong with it, or null.
const char* flaw(const rte_fib6_conf* conf) noexcept {
    if (conf == nullptr || conf->max_routes < 0 || conf->type > RTE_FIB6_TRIE)
        return "give a configuration with a known type and max_routes above 0";
    if (conf->type == RTE_FIB6_TRIE && (conf->trie.nh_sz < RTE_FIB6_TRIE_2B || conf->trie.nh_sz > RTE_FIB6_TRIE_8B))
        return "nh_sz: choose 2, 4 or 8 bytes";
    if (conf->default_nh > greatest_of(*conf))
        return "default_nh does not fit into nh_sz";
    if (conf->type == RTE_FIB6_TRIE && (conf->trie.num_tbl8 == 0 || conf->trie.num_tbl8 > greatest_of(*conf)))
        return "num_tbl8: choose more than 0, and a number that fits into nh_sz";
    return nullptr;
}

} // namespace

extern "C" {

rte_fib6* rte_fib6_create(const char* name, [[maybe_unused]] int socket_id, rte_fib6_conf* conf) {
    if (const char* const why = name == nullptr ? "give a name" : flaw(conf); why != nullptr)
        return refuse(EINVAL, "FIB of IPv6", why);
    return tables.create(name, [&] {
        return std::make_unique<rte_fib6>(
            rte_fib6{.routes = {static_cast<std::size_t>(conf->max_routes), conf->default_nh, greatest_of(*conf)},
                     .selectable = conf->type != RTE_FIB6_DUMMY});
    });
}

rte_fib6* rte_fib6_find_existing(const char* name) { return tables.find(name); }

void rte_fib6_free(rte_fib6* fib) { tables.destroy(fib); }

int rte_fib6_add(rte_fib6* fib, XDPK_FIB6_ADDR(ip), std::uint8_t depth, std::uint64_t next_hop) {
    return fib == nullptr || ip == nullptr ? -EINVAL : fib->routes.add(ipv6_prefix_of(ip, depth), next_hop);
}

int rte_fib6_delete(rte_fib6* fib, XDPK_FIB6_ADDR(ip), std::uint8_t depth) {
    return fib == nullptr || ip == nullptr ? -EINVAL : fib->routes.remove(ipv6_prefix_of(ip, depth));
}

int rte_fib6_lookup_bulk(rte_fib6* fib, XDPK_FIB6_ADDRS(ips), std::uint64_t* next_hops, int n) {
    if (fib == nullptr || ips == nullptr || next_hops == nullptr)
        return -EINVAL;
    fib->routes.lookup({ipv6_addresses(ips), static_cast<std::size_t>(n)}, next_hops);
    return 0;
}

void* rte_fib6_get_dp(rte_fib6*) { return nullptr; }

rte_rib6* rte_fib6_get_rib(rte_fib6*) { return nullptr; }

int rte_fib6_select_lookup(rte_fib6* fib, rte_fib6_lookup_type type) {
    return fib != nullptr && fib->selectable && type <= RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512 ? 0 : -EINVAL;
}

} // extern "C"

} // namespace xdpk::dpdk
