// SPDX-License-Identifier: BSD-3-Clause
// Longest-prefix match: time per lookup, in bursts, and bytes that lookups may touch.
#include "harness.hpp"
#include "lpm_rows.hpp"

#include <xdpk/table/lpm.hpp>

#include <array>
#include <memory>
#include <stdexcept>

namespace xdpk::bench {

namespace {

template <class Address>
std::shared_ptr<lpm_table<Address>> load(const std::vector<ip_route<Address>>& routes) {
    auto table = std::make_shared<lpm_table<Address>>(std::size_t{48} << 20U);
    if (!table->insert_all(routes))
        throw std::runtime_error("lpm_table: full");
    return table;
}

template <class Address, auto MakeRoutes>
preparation time_of(destinations kind) {
    return [=]() -> measurement {
        const auto& routes = MakeRoutes();
        const auto table = load(routes);
        const auto wanted = std::make_shared<std::vector<Address>>(make_destinations(routes, kind));
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                return sweep(*wanted, [&](const Address* addresses) {
                    std::array<std::uint16_t, lookup_burst> found;
                    table->lookup({addresses, lookup_burst}, found);
                    keep(found);
                });
            });
        };
    };
}

template <auto MakeRoutes>
preparation memory_of(std::size_t count) {
    return [=]() -> measurement {
        const double bytes = static_cast<double>(load(MakeRoutes())->memory());
        return [=](double) { return bytes / static_cast<double>(count); };
    };
}

const bool registered = [] {
    constexpr auto time4 = time_of<ipv4_address, make_routes4>;
    constexpr auto time6 = time_of<ipv6_address, make_routes6>;
    add_row({.name = lpm4_random, .at_most = 0.8}, time4(destinations::random));
    add_row({.name = lpm4_zipf, .at_most = 0.8}, time4(destinations::zipf));
    add_row({.name = lpm4_memory, .unit = "bytes", .at_most = 0.125}, memory_of<make_routes4>(routes4));
    add_row({.name = lpm6_random, .at_most = 0.8}, time6(destinations::random));
    add_row({.name = lpm6_zipf, .at_most = 0.8}, time6(destinations::zipf));
    add_row({.name = lpm6_memory, .unit = "bytes", .at_most = 0.125}, memory_of<make_routes6>(routes6));
    return true;
}();

} // namespace

} // namespace xdpk::bench
