// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/routing_table.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace xdpk::dpdk {

namespace {

/// Longer than a lookup of a burst takes, also when its thread is interrupted.
constexpr std::chrono::milliseconds grace{20};

/// For the nodes: routes that have none of their bits in common need as many, and room for those being replaced.
template <class Address>
std::size_t memory_for(std::size_t routes) noexcept {
    constexpr std::size_t per_route = sizeof(Address) * 64;
    constexpr std::size_t least = std::size_t{1} << 20U;
    constexpr std::size_t most = std::size_t{sizeof(Address) == 4 ? 64U : 256U} << 20U;
    return std::clamp(routes * per_route, least, most);
}

} // namespace

template <class Address>
routing_table<Address>::routing_table(std::size_t most_routes)
    : most_routes_(most_routes), table_(std::make_unique<lpm_table<Address>>(memory_for<Address>(most_routes))) {}

template <class Address>
void routing_table<Address>::set_readers(rte_rcu_qsbr& readers, bool waits) noexcept {
    readers_ = &readers;
    waits_ = waits;
    replaced();
}

/// What was taken out until now is nobody's once the readers have seen this token.
template <class Address>
void routing_table<Address>::replaced() noexcept {
    if (readers_ != nullptr)
        last_change_ = rte_rcu_qsbr_start(readers_);
}

template <class Address>
bool routing_table<Address>::reclaim() {
    if (readers_ == nullptr)
        std::this_thread::sleep_for(grace);
    else if (rte_rcu_qsbr_check(readers_, last_change_, waits_) == 0)
        return false;
    table_->reclaim();
    return true;
}

template <class Address>
bool routing_table<Address>::insert(const prefix& route, std::uint16_t number) {
    using outcome = typename lpm_table<Address>::result;
    if (table_->insert(route, number) != outcome::full)
        return true;
    return reclaim() && table_->insert(route, number) != outcome::full;
}

template <class Address>
auto routing_table<Address>::add(const prefix& route, std::uint64_t next_hop) -> result {
    const auto before = table_->find(route);
    if (before && hops_.value(*before) == next_hop)
        return result::done;
    if (!before && table_->size() >= most_routes_)
        return result::full;
    const auto number = hops_.take(next_hop);
    if (!number)
        return result::full;
    if (!insert(route, *number)) {
        hops_.drop(*number);
        return result::full;
    }
    if (before)
        hops_.drop(*before);
    replaced();
    return result::done;
}

template <class Address>
auto routing_table<Address>::remove(const prefix& route) -> result {
    using outcome = typename lpm_table<Address>::result;
    const auto before = table_->find(route);
    if (!before)
        return result::absent;
    if (table_->erase(route) == outcome::full && (!reclaim() || table_->erase(route) == outcome::full))
        return result::full;
    hops_.drop(*before);
    replaced();
    return result::done;
}

template <class Address>
std::optional<std::uint64_t> routing_table<Address>::find(const prefix& route) const {
    const auto number = table_->find(route);
    return number ? std::optional(hops_.value(*number)) : std::nullopt;
}

template <class Address>
void routing_table<Address>::clear() {
    for (const auto& route : table_->routes())
        remove(route.prefix);
}

template class routing_table<ipv4_address>;
template class routing_table<ipv6_address>;

} // namespace xdpk::dpdk
