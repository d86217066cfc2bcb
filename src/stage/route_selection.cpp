// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/route_selection.hpp>

#include <utility>
#include <vector>

namespace xdpk {

void route_selection::offer(const ipv4_prefix& prefix, const route_rank& rank, const route_target& target) {
    add(v4_, prefix.masked(), rank, target);
}

void route_selection::offer(const ipv6_prefix& prefix, const route_rank& rank, const route_target& target) {
    add(v6_, prefix.masked(), rank, target);
}

bool route_selection::withdraw(const ipv4_prefix& prefix, const route_rank& rank) {
    return remove(v4_, prefix.masked(), rank);
}

bool route_selection::withdraw(const ipv6_prefix& prefix, const route_rank& rank) {
    return remove(v6_, prefix.masked(), rank);
}

// The forwarding table comes first: what it refuses is not remembered.
template <class Address>
void route_selection::add(by_prefix<Address>& all, const ip_prefix<Address>& prefix, const route_rank& rank,
                          const route_target& target) {
    const auto known = all.find(prefix);
    if (known == all.end() || !(known->second.begin()->first < rank))
        best_->set(prefix, target);
    all[prefix].insert_or_assign(rank, offered{target, rounds_[rank.distance]});
}

template <class Address>
bool route_selection::remove(by_prefix<Address>& all, const ip_prefix<Address>& prefix, const route_rank& rank) {
    const auto known = all.find(prefix);
    if (known == all.end() || !known->second.contains(rank))
        return false;
    by_rank& offers = known->second;
    const bool was_best = offers.begin()->first == rank;
    if (offers.size() == 1) {
        best_->erase(prefix);
        all.erase(known);
        return true;
    }
    if (was_best)
        best_->set(prefix, std::next(offers.begin())->second.target);
    offers.erase(rank);
    return true;
}

void route_selection::start_over(std::uint32_t distance) { ++rounds_[distance]; }

void route_selection::finish(std::uint32_t distance) {
    remove_old(v4_, distance, rounds_[distance]);
    remove_old(v6_, distance, rounds_[distance]);
}

template <class Address>
void route_selection::remove_old(by_prefix<Address>& all, std::uint32_t distance, std::uint64_t round) {
    std::vector<std::pair<ip_prefix<Address>, route_rank>> old;
    for (const auto& [prefix, offers] : all)
        for (const auto& [rank, offer] : offers)
            if (rank.distance == distance && offer.round != round)
                old.emplace_back(prefix, rank);
    for (const auto& [prefix, rank] : old)
        remove(all, prefix, rank);
}

std::size_t route_selection::offers() const noexcept {
    std::size_t count = 0;
    const auto add_up = [&count](const auto& all) {
        for (const auto& [prefix, offers] : all)
            count += offers.size();
    };
    add_up(v4_);
    add_up(v6_);
    return count;
}

} // namespace xdpk
