// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/maglev.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

#include <algorithm>
#include <numeric>
#include <string>

namespace xdpk {

namespace {

/// A backend that still has entries to take.
struct proposer {
    std::uint64_t order;  ///< a hash of the id: who proposes first within a round
    std::uint64_t credit; ///< weight not yet turned into proposals
    std::uint32_t weight;
    std::uint32_t position; ///< the next entry of its permutation, an arithmetic progression modulo the table's size
    std::uint32_t skip;
    std::uint32_t quota;
    std::uint16_t index;
};

bool is_prime(std::uint32_t number) noexcept {
    if (number < 2)
        return false;
    for (std::uint32_t divisor = 2; divisor <= number / divisor; ++divisor)
        if (number % divisor == 0)
            return false;
    return true;
}

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw error({.where = "maglev table", .what = what, .hint = hint});
}

proposer make_proposer(const maglev_backend& backend, std::uint16_t index, std::uint32_t size, std::uint64_t seed) {
    using detail::fold_multiply;
    using detail::hash_constant;
    const std::uint64_t base = fold_multiply(backend.id ^ hash_constant[0], seed ^ hash_constant[1]);
    // The ids' difference must survive also where a factor happens to be 0.
    const std::uint64_t first = fold_multiply(base ^ backend.id, hash_constant[2] | 1U);
    const std::uint64_t second = fold_multiply(first ^ hash_constant[3], hash_constant[4] | 1U);
    return {.order = first,
            .credit = 0,
            .weight = backend.weight,
            .position = static_cast<std::uint32_t>((second >> 32U) % size),
            .skip = static_cast<std::uint32_t>((second & 0xFFFFFFFFU) % (size - 1) + 1),
            .quota = 0,
            .index = index};
}

void check_ids(std::span<const maglev_backend> backends) {
    std::vector<std::uint64_t> ids(backends.size());
    std::ranges::transform(backends, ids.begin(), &maglev_backend::id);
    std::ranges::sort(ids);
    if (const auto twice = std::ranges::adjacent_find(ids); twice != ids.end())
        refuse("backend id " + std::to_string(*twice) + " occurs twice", "list each backend once");
}

/// The backends that have weight, in an order that does not depend on the list's.
std::vector<proposer> make_proposers(std::span<const maglev_backend> backends, std::uint32_t size, std::uint64_t seed) {
    std::vector<proposer> proposers;
    for (std::size_t i = 0; i < backends.size(); ++i)
        if (backends[i].weight != 0)
            proposers.push_back(make_proposer(backends[i], static_cast<std::uint16_t>(i), size, seed));
    std::ranges::sort(proposers, [&](const proposer& a, const proposer& b) {
        return a.order != b.order ? a.order < b.order : backends[a.index].id < backends[b.index].id;
    });
    return proposers;
}

std::uint64_t sum_weights(const std::vector<proposer>& proposers) {
    return std::accumulate(proposers.begin(), proposers.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const proposer& p) { return sum + p.weight; });
}

/// Divides the table by weight: largest remainder method (Hamilton), ties in the proposers' order.
void share_out(std::vector<proposer>& proposers, std::uint32_t size) {
    const std::uint64_t weights = sum_weights(proposers);
    std::vector<std::uint64_t> remainders(proposers.size());
    std::uint64_t left = size;
    for (std::size_t i = 0; i < proposers.size(); ++i) {
        const std::uint64_t product = std::uint64_t{size} * proposers[i].weight;
        proposers[i].quota = static_cast<std::uint32_t>(product / weights);
        remainders[i] = product % weights;
        left -= proposers[i].quota;
    }
    std::vector<std::size_t> by_remainder(proposers.size());
    std::iota(by_remainder.begin(), by_remainder.end(), std::size_t{0});
    std::ranges::stable_sort(by_remainder, std::ranges::greater{}, [&](std::size_t i) { return remainders[i]; });
    for (std::size_t i = 0; i < left; ++i)
        ++proposers[by_remainder[i]].quota;
}

/// One turn: as many proposals as the credit allows.
void propose(proposer& p, unsigned shift, std::vector<std::uint16_t>& entries) noexcept {
    const auto size = static_cast<std::uint32_t>(entries.size());
    p.credit += p.weight;
    for (std::uint64_t turns = p.credit >> shift; turns != 0 && p.quota != 0; --turns) {
        std::uint16_t& entry = entries[p.position];
        p.position += p.skip;
        p.position -= p.position >= size ? size : 0;
        if (entry == maglev_table::none) {
            entry = p.index;
            --p.quota;
        }
    }
    p.credit &= (std::uint64_t{1} << shift) - 1;
}

void fill(std::vector<proposer> proposers, std::vector<std::uint16_t>& entries) {
    std::erase_if(proposers, [](const proposer& p) { return p.quota == 0; });
    // A unit of weight is worth 2^-shift proposals a round. A power of two, so that removing a backend rarely changes
    // it; at least one proposal per backend and round on average, so that rounds are not spent on waiting.
    unsigned shift = 32;
    while (!proposers.empty()) {
        const std::uint64_t weights = sum_weights(proposers);
        while (shift > 0 && weights >> shift < proposers.size())
            --shift;
        const std::size_t before = proposers.size();
        do {
            for (proposer& p : proposers)
                propose(p, shift, entries);
            std::erase_if(proposers, [](const proposer& p) { return p.quota == 0; });
        } while (proposers.size() == before);
    }
}

} // namespace

maglev_table::maglev_table(std::span<const maglev_backend> backends, std::uint32_t size, std::uint64_t seed) {
    if (size > largest_size || !is_prime(size))
        refuse("size " + std::to_string(size) + " is not a prime of at most " + std::to_string(largest_size),
               "65537 is one");
    if (backends.size() >= none)
        refuse(std::to_string(backends.size()) + " backends", "use 65534 or fewer");
    check_ids(backends);
    entries_.assign(size, none);
    std::vector<proposer> proposers = make_proposers(backends, size, seed);
    if (proposers.empty())
        return;
    share_out(proposers, size);
    fill(std::move(proposers), entries_);
}

} // namespace xdpk
