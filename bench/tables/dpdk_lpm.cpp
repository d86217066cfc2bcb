// SPDX-License-Identifier: BSD-3-Clause
// DPDK's longest-prefix match: rte_lpm four at a time, and rte_fib (IPv4) and rte_fib6 with AVX-512 where they have it.
#include "dpdk_eal.hpp"
#include "harness.hpp"
#include "lpm_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_lpm.h>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace xdpk::bench {

namespace {

constexpr std::size_t tbl24_entries = std::size_t{1} << 24U;

void check(bool good, const std::string& what) {
    if (!good)
        throw std::runtime_error(what);
}

/// How many blocks of 256 entries the routes longer than /24 need.
template <class Address>
std::size_t count_tbl8(const std::vector<ip_route<Address>>& routes) {
    std::set<ip_prefix<Address>> blocks;
    for (const ip_route<Address>& r : routes)
        for (unsigned length = 24; length < r.prefix.length; length += 8)
            blocks.insert(ip_prefix<Address>{r.prefix.address, static_cast<std::uint8_t>(length)}.masked());
    return blocks.size();
}

/// DPDK takes IPv4 addresses in host order.
std::shared_ptr<std::vector<std::uint32_t>> host_order(const std::vector<ipv4_address>& addresses) {
    auto result = std::make_shared<std::vector<std::uint32_t>>(addresses.size());
    std::ranges::transform(addresses, result->begin(), &ipv4_address::to_integer);
    return result;
}

std::shared_ptr<rte_fib> load_fib(const std::vector<ip_route<ipv4_address>>& routes) {
    start_eal();
    rte_fib_conf conf{};
    conf.type = RTE_FIB_DIR24_8;
    conf.default_nh = next_hops;
    conf.max_routes = static_cast<int>(routes.size() * 2);
    conf.dir24_8 = {.nh_sz = RTE_FIB_DIR24_8_2B, .num_tbl8 = static_cast<std::uint32_t>(count_tbl8(routes) + 64)};
    const std::shared_ptr<rte_fib> fib(rte_fib_create("bench", SOCKET_ID_ANY, &conf), rte_fib_free);
    check(fib != nullptr, "rte_fib_create");
    for (const ip_route<ipv4_address>& r : routes)
        check(rte_fib_add(fib.get(), r.prefix.address.to_integer(), r.prefix.length, r.next_hop) == 0, "rte_fib_add");
    if (rte_fib_select_lookup(fib.get(), RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512) != 0)
        check(rte_fib_select_lookup(fib.get(), RTE_FIB_LOOKUP_DEFAULT) == 0, "rte_fib_select_lookup");
    return fib;
}

preparation fib_time(destinations kind) {
    return [=]() -> measurement {
        const auto& routes = make_routes4();
        const auto fib = load_fib(routes);
        const auto wanted = host_order(make_destinations(routes, kind));
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                return sweep(*wanted, [&](const std::uint32_t* addresses) {
                    std::array<std::uint64_t, lookup_burst> found;
                    rte_fib_lookup_bulk(fib.get(), const_cast<std::uint32_t*>(addresses), found.data(), lookup_burst);
                    keep(found);
                });
            });
        };
    };
}

/// Writes the route into the public tables as rte_lpm_add does, which for a million routes would take hours: it looks
/// for each among all of the same length, one by one. Longer routes must come later.
void paint(rte_lpm& lpm, const ip_route<ipv4_address>& r, std::uint32_t& groups) {
    const rte_lpm_tbl_entry entry{.next_hop = r.next_hop,
                                  .valid = 1,
                                  .valid_group = 0,
                                  .depth = static_cast<std::uint32_t>(r.prefix.length) & 63U};
    const std::uint32_t address = r.prefix.address.to_integer();
    if (r.prefix.length <= 24) {
        std::fill_n(lpm.tbl24 + (address >> 8U), std::size_t{1} << (24U - r.prefix.length), entry);
        return;
    }
    rte_lpm_tbl_entry& block = lpm.tbl24[address >> 8U];
    if (block.valid_group == 0) {
        std::fill_n(lpm.tbl8 + groups * std::size_t{256}, 256, block);
        for (std::size_t i = 0; i < 256; ++i)
            lpm.tbl8[groups * std::size_t{256} + i].valid_group = block.valid;
        block = {.next_hop = groups++ & 0xFFFFFFU, .valid = 1, .valid_group = 1, .depth = 0};
    }
    std::fill_n(lpm.tbl8 + block.next_hop * std::size_t{256} + (address & 255U),
                std::size_t{1} << (32U - r.prefix.length), entry);
}

std::shared_ptr<rte_lpm> load_lpm(std::vector<ip_route<ipv4_address>> routes) {
    start_eal();
    const rte_lpm_config config{
        .max_rules = 1, .number_tbl8s = static_cast<std::uint32_t>(count_tbl8(routes) + 64), .flags = 0};
    const std::shared_ptr<rte_lpm> lpm(rte_lpm_create("bench", SOCKET_ID_ANY, &config), rte_lpm_free);
    check(lpm != nullptr, "rte_lpm_create");
    std::ranges::stable_sort(routes, {}, [](const ip_route<ipv4_address>& r) { return r.prefix.length; });
    std::uint32_t groups = 0;
    for (const ip_route<ipv4_address>& r : routes)
        paint(*lpm, r, groups);
    return lpm;
}

preparation lpm_time(destinations kind) {
    return [=]() -> measurement {
        const auto& routes = make_routes4();
        const auto lpm = load_lpm(routes);
        const auto wanted = host_order(make_destinations(routes, kind));
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                return sweep(*wanted, [&](const std::uint32_t* addresses) {
                    std::array<std::uint32_t, lookup_burst> found;
                    for (std::size_t i = 0; i < lookup_burst; i += 4)
                        rte_lpm_lookupx4(lpm.get(), _mm_loadu_si128(reinterpret_cast<const __m128i*>(addresses + i)),
                                         &found[i], next_hops);
                    keep(found);
                });
            });
        };
    };
}

std::shared_ptr<rte_fib6> load_fib6(const std::vector<ip_route<ipv6_address>>& routes) {
    start_eal();
    const std::size_t blocks = count_tbl8(routes);
    rte_fib6_conf conf{};
    conf.type = RTE_FIB6_TRIE;
    conf.default_nh = next_hops;
    conf.max_routes = static_cast<int>(routes.size() * 2);
    // Entries of two bytes can number 32767 blocks. While it adds, it sets more aside than it uses.
    conf.trie = {.nh_sz = blocks < 16'000 ? RTE_FIB6_TRIE_2B : RTE_FIB6_TRIE_4B,
                 .num_tbl8 = static_cast<std::uint32_t>(blocks * 2)};
    const std::shared_ptr<rte_fib6> fib(rte_fib6_create("bench", SOCKET_ID_ANY, &conf), rte_fib6_free);
    check(fib != nullptr, "rte_fib6_create");
    for (const ip_route<ipv6_address>& r : routes)
        check(rte_fib6_add(fib.get(), r.prefix.address.bytes.data(), r.prefix.length, r.next_hop) == 0, "rte_fib6_add");
    if (rte_fib6_select_lookup(fib.get(), RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512) != 0)
        check(rte_fib6_select_lookup(fib.get(), RTE_FIB6_LOOKUP_DEFAULT) == 0, "rte_fib6_select_lookup");
    return fib;
}

preparation fib6_time(destinations kind) {
    return [=]() -> measurement {
        const auto& routes = make_routes6();
        const auto fib = load_fib6(routes);
        const auto wanted = std::make_shared<std::vector<ipv6_address>>(make_destinations(routes, kind));
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                return sweep(*wanted, [&](const ipv6_address* addresses) {
                    std::array<std::uint64_t, lookup_burst> found;
                    // It takes a pointer to what it does not change.
                    auto* const bytes =
                        const_cast<std::uint8_t(*)[16]>(reinterpret_cast<const std::uint8_t(*)[16]>(addresses));
                    rte_fib6_lookup_bulk(fib.get(), bytes, found.data(), lookup_burst);
                    keep(found);
                });
            });
        };
    };
}

preparation memory(std::size_t routes, std::size_t entry, std::size_t (*blocks)()) {
    return [=]() -> measurement {
        const double bytes = static_cast<double>((tbl24_entries + blocks() * 256) * entry);
        return [=](double) { return bytes / static_cast<double>(routes); };
    };
}

const bool registered = [] {
    const auto blocks4 = [] { return count_tbl8(make_routes4()); };
    const auto blocks6 = [] { return count_tbl8(make_routes6()); };
    for (const auto& [row, kind] : {std::pair{lpm4_random, destinations::random}, {lpm4_zipf, destinations::zipf}}) {
        add_peer(row, "rte_fib", fib_time(kind));
        add_peer(row, "rte_lpm", lpm_time(kind));
    }
    add_peer(lpm4_memory, "rte_fib", memory(routes4, 2, blocks4));
    add_peer(lpm4_memory, "rte_lpm", memory(routes4, 4, blocks4));
    add_peer(lpm6_random, "rte_fib6", fib6_time(destinations::random));
    add_peer(lpm6_zipf, "rte_fib6", fib6_time(destinations::zipf));
    add_peer(lpm6_memory, "rte_fib6", memory(routes6, 4, blocks6));
    return true;
}();

} // namespace

} // namespace xdpk::bench
