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
namespace {

/// The table beside a map of routes, in which a lookup tries every length.
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
        const std::uint64_t shortest = random_() % 8192 == 0 ? 0 : 13;
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
    }

    void erase() {
        const prefix p = model_.empty() || random_() % 8 == 0 ? random_prefix() : some_route();
        const auto result = table_.erase(p);
        if (result == table::result::full)
            return table_.reclaim();
        EXPECT_EQ(result, model_.erase(p) != 0 ? table::result::removed : table::result::absent);
        EXPECT_EQ(table_.size(), model_.size());
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
            EXPECT_EQ(found[i], expected(addresses[i])) << to_string(addresses[i]);
    }

    std::uint16_t expected(const Address& address) const {
        for (unsigned length = prefix::bits + 1; length-- > 0;)
            if (const auto at = model_.find(prefix{address, static_cast<std::uint8_t>(length)}.masked());
                at != model_.end())
                return at->second;
        return table::no_route;
    }

    std::mt19937_64 random_;
    table table_{std::size_t{256} << 10U};
    std::map<prefix, std::uint16_t> model_;
};

template <class Address>
void compare(int operations) {
    const random_seed seed;
    comparison<Address> c(seed.value());
    for (int i = 0; i < operations && !testing::Test::HasFailure(); ++i)
        c.step();
}

// A million together; the model tries 129 lengths for each IPv6 address.
TEST(lpm, agrees_with_a_map_of_ipv4_routes) { compare<ipv4_address>(800'000); }
TEST(lpm, agrees_with_a_map_of_ipv6_routes) { compare<ipv6_address>(200'000); }

} // namespace
} // namespace xdpk
