// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/forwarding_table.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace xdpk {

namespace {

constexpr std::size_t most_looked_up = 64;
constexpr std::size_t most_targets = lpm4::largest_next_hop + std::size_t{1};

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw error({.where = "forwarding table", .what = what, .hint = hint});
}

void check(const route_target& target) {
    if (target.kind == route_kind::connected && target.port >= max_ports)
        refuse("a connected route without a port", "name the port that the network is at");
    if (target.kind == route_kind::tunnel && target.tunnel == 0)
        refuse("a route into a tunnel that is none", "number tunnels from 1");
    if (target.kind != route_kind::gateways)
        return;
    if (target.hops.empty())
        refuse("a route without next hops", "name one at least, or make it a blackhole");
    for (const weighted_hop& h : target.hops)
        if (h.hop == 0 || h.weight == 0)
            refuse("a next hop that is none, or of weight 0", "take hops from the hop table, and weights from 1");
}

} // namespace

route_group::route_group(const route_target& target) : kind_(target.kind), port_(target.port), tunnel_(target.tunnel) {
    constexpr std::uint64_t hashes = std::uint64_t{1} << 32U;
    std::uint64_t sum = 0;
    for (const weighted_hop& h : target.hops)
        sum += h.weight;
    std::uint64_t so_far = 0;
    for (const weighted_hop& h : target.hops) {
        so_far += h.weight;
        shares_.push_back({static_cast<std::uint32_t>(so_far * hashes / sum - 1), h.hop});
    }
}

std::uint16_t route_group::pick(std::uint32_t hash) const noexcept {
    // Whatever else is chosen by the same hash, such as a queue, says nothing about these bits.
    const auto spread = static_cast<std::uint32_t>(hash * 0x9E3779B97F4A7C15ULL >> 32U);
    const share* s = shares_.data();
    while (s->last < spread)
        ++s;
    return s->hop;
}

forwarding_table::forwarding_table(const forwarding_table_config& config)
    : v4_(config.node_memory), v6_(config.node_memory), by_number_(config.targets), published_(config.targets),
      groups_(config.targets) {
    if (config.targets == 0 || config.targets > most_targets)
        refuse("room for " + std::to_string(config.targets) + " targets",
               "choose 1 to " + std::to_string(most_targets));
    for (std::size_t number = config.targets; number-- > 0;)
        free_.push_back(static_cast<std::uint16_t>(number));
}

std::uint16_t forwarding_table::use(const route_target& target) {
    const auto at = known_.find(target);
    if (at != known_.end()) {
        ++at->second.routes;
        return at->second.number;
    }
    if (free_.empty())
        refuse("more than " + std::to_string(published_.size()) + " different targets", "raise its `targets`");
    const std::uint16_t number = free_.back();
    auto group = std::make_unique<const route_group>(target);
    by_number_[number] = known_.emplace(target, user_count{number, 1}).first;
    free_.pop_back();
    published_[number].store(group.get(), std::memory_order_release);
    groups_[number] = std::move(group);
    return number;
}

void forwarding_table::let_go(std::uint16_t number) {
    const auto at = by_number_[number];
    if (--at->second.routes != 0)
        return;
    known_.erase(at);
    retired_.push_back(number);
}

template <class Address>
void forwarding_table::set_in(lpm_table<Address>& table, const ip_prefix<Address>& prefix, const route_target& target) {
    check(target);
    if (prefix.length > prefix.bits)
        refuse("a prefix of " + std::to_string(prefix.length) + " bits",
               "it has at most " + std::to_string(prefix.bits));
    const std::uint16_t number = use(target);
    const std::optional<std::uint16_t> before = table.find(prefix);
    if (table.insert(prefix, number) == lpm_table<Address>::result::full) {
        let_go(number);
        refuse("no memory for another route", "raise its `node_memory`");
    }
    if (before)
        let_go(*before);
    ++changes_;
}

template <class Address>
bool forwarding_table::erase_in(lpm_table<Address>& table, const ip_prefix<Address>& prefix) {
    const std::optional<std::uint16_t> before = table.find(prefix);
    if (!before)
        return false;
    if (table.erase(prefix) == lpm_table<Address>::result::full)
        refuse("no memory to take a route out", "raise its `node_memory`");
    let_go(*before);
    ++changes_;
    return true;
}

std::vector<std::pair<address_block, route_target>> forwarding_table::list() const {
    std::vector<std::pair<address_block, route_target>> all;
    all.reserve(size());
    const auto add = [&](const auto& table) {
        for (const auto& route : table.routes())
            all.emplace_back(route.prefix, by_number_[route.next_hop]->first);
    };
    add(v4_);
    add(v6_);
    return all;
}

void forwarding_table::reclaim() {
    v4_.reclaim();
    v6_.reclaim();
    for (const std::uint16_t number : retired_) {
        published_[number].store(nullptr, std::memory_order_relaxed);
        groups_[number].reset();
        free_.push_back(number);
    }
    retired_.clear();
}

template <class Address>
void forwarding_table::look_up_in(const lpm_table<Address>& table, std::span<const Address> wanted,
                                  std::span<const route_group*> found) const noexcept {
    std::array<std::uint16_t, most_looked_up> numbers;
    table.lookup(wanted, std::span(numbers).first(wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i)
        found[i] = numbers[i] == lpm_table<Address>::no_route ? nullptr
                                                              : published_[numbers[i]].load(std::memory_order_acquire);
}

const route_group* forwarding_table::find(const ip_address& destination) const noexcept {
    const route_group* found = nullptr;
    std::visit([&](const auto& address) { look_up(std::span(&address, 1), std::span(&found, 1)); }, destination);
    return found;
}

template void forwarding_table::set_in(lpm4&, const ipv4_prefix&, const route_target&);
template void forwarding_table::set_in(lpm6&, const ipv6_prefix&, const route_target&);
template bool forwarding_table::erase_in(lpm4&, const ipv4_prefix&);
template bool forwarding_table::erase_in(lpm6&, const ipv6_prefix&);
template void forwarding_table::look_up_in(const lpm4&, std::span<const ipv4_address>,
                                           std::span<const route_group*>) const noexcept;
template void forwarding_table::look_up_in(const lpm6&, std::span<const ipv6_address>,
                                           std::span<const route_group*>) const noexcept;

} // namespace xdpk
