// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/lpm.hpp>

#include "base/vectors_wanted.hpp"
#include "table/lpm_builder.hpp"
#include "table/lpm_lookup.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/mapping.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace xdpk {

namespace {

constexpr std::size_t root_entries = std::size_t{1} << 16U;
constexpr std::size_t root_bytes = root_entries * sizeof(detail::lpm_entry);

template <class Address>
void check(const ip_prefix<Address>& route, std::uint16_t next_hop) {
    if (route.length > ip_prefix<Address>::bits)
        throw error({.where = "lpm table",
                     .what = "prefix length " + std::to_string(route.length),
                     .hint = "use at most " + std::to_string(ip_prefix<Address>::bits)});
    if (next_hop > lpm_table<Address>::largest_next_hop)
        throw error(
            {.where = "lpm table", .what = "next hop " + std::to_string(next_hop), .hint = "use at most 32766"});
}

} // namespace

template <class Address>
struct lpm_table<Address>::state {
    explicit state(std::size_t units)
        : memory(mapping::anonymous(root_bytes + units * detail::lpm_unit + detail::lpm_read_ahead)),
          root(reinterpret_cast<detail::lpm_entry*>(memory.data())), view{root, memory.data() + root_bytes},
          lookup(detail::vectors_wanted && detail::has_lpm_lookup_avx512()
                     ? detail::lpm_lookup_avx512<sizeof(Address)>
                     : detail::lpm_lookup_portable<sizeof(Address)>),
          builder({root, root_entries}, memory.data() + root_bytes, units) {}

    mapping memory;
    detail::lpm_entry* root;
    detail::lpm_view view;
    detail::lpm_lookup<sizeof(Address)> lookup;
    detail::route_map<Address> routes;
    detail::lpm_builder<Address> builder;
};

template <class Address>
lpm_table<Address>::lpm_table(std::size_t node_memory)
    : state_(std::make_unique<state>(
          std::min(node_memory / detail::lpm_unit, detail::lpm_node<sizeof(Address)>::most_units))) {}

template <class Address>
lpm_table<Address>::~lpm_table() = default;
template <class Address>
lpm_table<Address>::lpm_table(lpm_table&&) noexcept = default;
template <class Address>
lpm_table<Address>& lpm_table<Address>::operator=(lpm_table&&) noexcept = default;

template <class Address>
auto lpm_table<Address>::insert(const prefix& route, std::uint16_t next_hop) -> result {
    check(route, next_hop);
    const prefix masked = route.masked();
    const auto before = state_->routes.set(masked, next_hop);
    try {
        state_->builder.apply(state_->routes, masked);
    } catch (const detail::node_pool::full&) {
        state_->routes.restore(masked, before);
        return result::full;
    }
    return before ? result::replaced : result::added;
}

template <class Address>
auto lpm_table<Address>::erase(const prefix& route) -> result {
    check(route, 0);
    const prefix masked = route.masked();
    const auto before = state_->routes.erase(masked);
    if (!before)
        return result::absent;
    try {
        state_->builder.apply(state_->routes, masked);
    } catch (const detail::node_pool::full&) {
        state_->routes.restore(masked, before);
        return result::full;
    }
    return result::removed;
}

template <class Address>
bool lpm_table<Address>::insert_all(std::span<const ip_route<Address>> routes) {
    for (const ip_route<Address>& r : routes)
        check(r.prefix, r.next_hop);
    std::vector<std::optional<std::uint16_t>> before;
    before.reserve(routes.size());
    for (const ip_route<Address>& r : routes)
        before.push_back(state_->routes.set(r.prefix.masked(), r.next_hop));
    try {
        state_->builder.apply_all(state_->routes, routes);
        return true;
    } catch (const detail::node_pool::full&) {
        for (std::size_t i = routes.size(); i-- > 0;)
            state_->routes.restore(routes[i].prefix.masked(), before[i]);
        return false;
    }
}

template <class Address>
std::optional<std::uint16_t> lpm_table<Address>::find(const prefix& route) const {
    const auto at = state_->routes.find(route.masked());
    return at == state_->routes.end() ? std::nullopt : std::optional(at->second);
}

template <class Address>
std::vector<ip_route<Address>> lpm_table<Address>::routes() const {
    std::vector<ip_route<Address>> list;
    list.reserve(size());
    for (const auto& [prefix, next_hop] : state_->routes)
        list.push_back({prefix, next_hop});
    return list;
}

template <class Address>
void lpm_table<Address>::lookup(std::span<const Address> addresses, std::span<std::uint16_t> next_hops) const noexcept {
    state_->lookup(state_->view, reinterpret_cast<const std::uint8_t*>(addresses.data()), next_hops.data(),
                   addresses.size());
}

template <class Address>
void lpm_table<Address>::reclaim() {
    state_->builder.pool().reclaim();
}

template <class Address>
std::size_t lpm_table<Address>::size() const noexcept {
    return state_->routes.size();
}

template <class Address>
std::size_t lpm_table<Address>::memory() const noexcept {
    return root_bytes + state_->builder.pool().used() * detail::lpm_unit;
}

template class lpm_table<ipv4_address>;
template class lpm_table<ipv6_address>;

} // namespace xdpk
