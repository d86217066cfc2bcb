// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/lpm.hpp>

#include "support/random_seed.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

/// The textbook's trie: a node per bit. Nodes are not freed.
template <class Address>
class bit_trie {
public:
    void set(const ip_prefix<Address>& p, int next_hop) {
        std::uint32_t at = 0;
        for (unsigned bit = 0; bit < p.length; ++bit) {
            const std::size_t side = bit_of(p.address, bit);
            if (nodes_[at].next[side] == 0) {
                nodes_[at].next[side] = static_cast<std::uint32_t>(nodes_.size());
                nodes_.emplace_back();
            }
            at = nodes_[at].next[side];
        }
        nodes_[at].next_hop = next_hop;
    }

    void clear(const ip_prefix<Address>& p) { set(p, nowhere); }

    [[nodiscard]] std::uint16_t find(const Address& address) const {
        int best = lpm_table<Address>::no_route;
        std::uint32_t at = 0;
        for (unsigned bit = 0;; ++bit) {
            if (nodes_[at].next_hop != nowhere)
                best = nodes_[at].next_hop;
            at = bit < ip_prefix<Address>::bits ? nodes_[at].next[bit_of(address, bit)] : 0;
            if (at == 0)
                return static_cast<std::uint16_t>(best);
        }
    }

private:
    static constexpr int nowhere = -1;

    struct node {
        std::array<std::uint32_t, 2> next{}; ///< 0: none
        int next_hop = nowhere;
    };

    static std::size_t bit_of(const Address& address, unsigned bit) {
        return static_cast<std::size_t>(address.bytes[bit / 8]) >> (7 - bit % 8) & 1U;
    }

    std::vector<node> nodes_ = std::vector<node>(1);
};

/// The table beside a map of routes and a trie.
template <class Address>
class comparison {
public:
    explicit comparison(std::uint64_t seed) : random_(seed) {}

    void step() {
        const std::uint64_t what = random_() % 16;
        if (what < 5)
            insert();
        else if (what < 9)
            erase();
        else
            look_up();
        if (random_() % 8 == 0)
            table_.reclaim();
    }

private:
    using table = lpm_table<Address>;
    using prefix = ip_prefix<Address>;

    /// Few distinct bytes, so that prefixes nest and neighbours merge.
    Address random_address() {
        Address address{};
        for (std::uint8_t& byte : address.bytes)
            byte = static_cast<std::uint8_t>(random_() % 4 == 0 ? random_() : random_() % 2 * 0xFF);
        return address;
    }

    prefix random_prefix() {
        // Short ones are rare: they change much of the table.
        const std::uint64_t shortest = random_() % 8192 == 0 ? 0 : 15;
        return prefix{random_address(), static_cast<std::uint8_t>(shortest + random_() % (prefix::bits + 1 - shortest))}
            .masked();
    }

    void insert() {
        const prefix p = random_prefix();
        const auto next_hop = static_cast<std::uint16_t>(random_() % 5);
        const auto result = table_.insert(p, next_hop);
        if (result == table::result::full)
            return table_.reclaim();
        EXPECT_EQ(result, model_.contains(p) ? table::result::replaced : table::result::added);
        model_[p] = next_hop;
        trie_.set(p, next_hop);
    }

    void erase() {
        const prefix p = model_.empty() || random_() % 8 == 0 ? random_prefix() : some_route();
        const auto result = table_.erase(p);
        if (result == table::result::full)
            return table_.reclaim();
        EXPECT_EQ(result, model_.erase(p) != 0 ? table::result::removed : table::result::absent);
        EXPECT_EQ(table_.size(), model_.size());
        if (result == table::result::removed)
            trie_.clear(p);
    }

    prefix some_route() {
        const auto at = model_.lower_bound(random_prefix());
        return at == model_.end() ? model_.begin()->first : at->first;
    }

    void look_up() {
        std::array<Address, 2> addresses;
        for (Address& a : addresses) {
            a = random_address();
            if (!model_.empty() && random_() % 2 == 0)
                a = some_route().address;
        }
        std::array<std::uint16_t, 2> found{};
        table_.lookup(addresses, found);
        for (std::size_t i = 0; i < addresses.size(); ++i)
            EXPECT_EQ(found[i], trie_.find(addresses[i])) << to_string(addresses[i]);
    }

    std::mt19937_64 random_;
    table table_{std::size_t{256} << 10U};
    std::map<prefix, std::uint16_t> model_;
    bit_trie<Address> trie_;
};

template <class Address>
void compare(int operations) {
    const random_seed seed;
    comparison<Address> c(seed.value());
    for (int i = 0; i < operations && !testing::Test::HasFailure(); ++i)
        c.step();
}

// A million together.
TEST(lpm, agrees_with_a_map_of_ipv4_routes) { compare<ipv4_address>(800'000); }
TEST(lpm, agrees_with_a_map_of_ipv6_routes) { compare<ipv6_address>(200'000); }

} // namespace THIS_TEST
} // namespace xdpk
