// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/forwarding.hpp"
#include "dpdk/named_objects.hpp"

#include <rte_fib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <span>

struct rte_fib {
    xdpk::dpdk::forwarding<xdpk::ipv4_address> routes;
    bool selectable; ///< has more than one way to look up
    bool network_order;
};

namespace xdpk::dpdk {

namespace {

using addresses = std::array<ipv4_address, routing_table<ipv4_address>::most_at_once>;

named_objects<rte_fib> tables("FIB");

std::uint64_t greatest_of(const rte_fib_conf& conf) noexcept {
    return conf.type == RTE_FIB_DUMMY ? ~std::uint64_t{0} : greatest_next_hop(conf.dir24_8.nh_sz);
}

/// What is wrong with it, or null.
const char* flaw(const rte_fib_conf* conf) noexcept {
    if (conf == nullptr || conf->max_routes < 0 || conf->type > RTE_FIB_DIR24_8)
        return "give a configuration with a known type and max_routes above 0";
    if ((conf->flags & ~std::uint32_t{RTE_FIB_ALLOWED_FLAGS}) != 0)
        return "there is an unknown flag";
    if (conf->type == RTE_FIB_DIR24_8 && conf->dir24_8.nh_sz > RTE_FIB_DIR24_8_8B)
        return "nh_sz: choose 1, 2, 4 or 8 bytes";
    if (conf->default_nh > greatest_of(*conf))
        return "default_nh does not fit into nh_sz";
    if (conf->type == RTE_FIB_DIR24_8 && (conf->dir24_8.num_tbl8 == 0 || conf->dir24_8.num_tbl8 > greatest_of(*conf)))
        return "num_tbl8: choose more than 0, and a number that fits into nh_sz";
    return nullptr;
}

ipv4_prefix prefix_of(std::uint32_t ip, std::uint8_t depth) noexcept {
    return {.address = ipv4_address::from_integer(ip), .length = depth};
}

} // namespace

extern "C" {

rte_fib* rte_fib_create(const char* name, [[maybe_unused]] int socket_id, rte_fib_conf* conf) {
    if (const char* const why = name == nullptr ? "give a name" : flaw(conf); why != nullptr)
        return refuse(EINVAL, "FIB", why);
    return tables.create(name, [&] {
        return std::make_unique<rte_fib>(
            rte_fib{.routes = {static_cast<std::size_t>(conf->max_routes), conf->default_nh, greatest_of(*conf)},
                    .selectable = conf->type != RTE_FIB_DUMMY,
                    .network_order = (conf->flags & RTE_FIB_F_LOOKUP_NETWORK_ORDER) != 0});
    });
}

rte_fib* rte_fib_find_existing(const char* name) { return tables.find(name); }

void rte_fib_free(rte_fib* fib) { tables.destroy(fib); }

int rte_fib_add(rte_fib* fib, std::uint32_t ip, std::uint8_t depth, std::uint64_t next_hop) {
    return fib == nullptr ? -EINVAL : fib->routes.add(prefix_of(ip, depth), next_hop);
}

int rte_fib_delete(rte_fib* fib, std::uint32_t ip, std::uint8_t depth) {
    return fib == nullptr ? -EINVAL : fib->routes.remove(prefix_of(ip, depth));
}

int rte_fib_lookup_bulk(rte_fib* fib, std::uint32_t* ips, std::uint64_t* next_hops, int n) {
    if (fib == nullptr || ips == nullptr || next_hops == nullptr)
        return -EINVAL;
    const std::span all(ips, static_cast<std::size_t>(n));
    if (fib->network_order) {
        fib->routes.lookup({reinterpret_cast<const ipv4_address*>(ips), all.size()}, next_hops);
        return 0;
    }
    addresses some;
    for (std::size_t done = 0; done < all.size(); done += some.size()) {
        const auto part = all.subspan(done, std::min(all.size() - done, some.size()));
        std::ranges::transform(part, some.begin(), ipv4_address::from_integer);
        fib->routes.lookup(std::span(some).first(part.size()), next_hops + done);
    }
    return 0;
}

void* rte_fib_get_dp(rte_fib*) { return nullptr; }

rte_rib* rte_fib_get_rib(rte_fib*) { return nullptr; }

int rte_fib_select_lookup(rte_fib* fib, rte_fib_lookup_type type) {
    return fib != nullptr && fib->selectable && type <= RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512 ? 0 : -EINVAL;
}

} // extern "C"

} // namespace xdpk::dpdk
