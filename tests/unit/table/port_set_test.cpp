// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/deterministic_ports.hpp>
#include <xdpk/table/port_set.hpp>

#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

namespace xdpk {
namespace THIS_TEST {

TEST(PortSet, KnowsWhatIsInIt) {
    port_set ports;
    EXPECT_TRUE(ports.insert(0));
    EXPECT_TRUE(ports.insert(65535));
    EXPECT_FALSE(ports.insert(65535));
    EXPECT_EQ(ports.size(), 2);
    EXPECT_TRUE(ports.contains(0) && ports.contains(65535));
    EXPECT_FALSE(ports.contains(64));
    EXPECT_TRUE(ports.erase(0));
    EXPECT_FALSE(ports.erase(0));
    ports.insert(port_range{65500, 65535});
    EXPECT_EQ(ports.size(), 36);
    ports.erase(port_range{65500, 65535});
    EXPECT_EQ(ports.size(), 0);
}

TEST(PortSet, FindsTheNextPortAndWrapsAround) {
    port_set taken;
    const port_search wanted{.taken = &taken, .range = {1000, 1003}};
    EXPECT_EQ(find_port(wanted, 1002), 1002);
    taken.insert(port_range{1002, 1003});
    EXPECT_EQ(find_port(wanted, 1002), 1000);
    EXPECT_FALSE(fits(wanted, 999));
    EXPECT_FALSE(fits(wanted, 1002));
    EXPECT_TRUE(fits(wanted, 1001));
    taken.insert(port_range{1000, 1001});
    EXPECT_EQ(find_port(wanted, 1002), std::nullopt);
    EXPECT_EQ(find_port(wanted, 1000), std::nullopt);
}

/// Sets as they come, and a search in them.
class random_search {
public:
    explicit random_search(std::mt19937_64& random) {
        range_ = {static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random())};
        if (range_.first > range_.last)
            std::swap(range_.first, range_.last);
        if (random() % 2 == 0)
            range_.last = static_cast<std::uint16_t>(std::min<std::uint32_t>(range_.first + 90U, 65535));
        for (std::uint32_t port = range_.first; port <= range_.last; ++port)
            for (port_set* set : {&taken_, &reserved_, &mine_})
                if (random() % 4 != 0)
                    set->insert(static_cast<std::uint16_t>(port));
        wanted = {.taken = &taken_,
                  .reserved = random() % 3 == 0 ? nullptr : &reserved_,
                  .mine = random() % 3 == 0 ? nullptr : &mine_,
                  .range = range_,
                  .parity = static_cast<port_parity>(random() % 3)};
    }
    random_search(const random_search&) = delete;
    random_search& operator=(const random_search&) = delete;

    /// One port after the other.
    [[nodiscard]] std::set<std::uint32_t> fitting() const {
        std::set<std::uint32_t> ports;
        for (std::uint32_t port = range_.first; port <= range_.last; ++port) {
            const auto p = static_cast<std::uint16_t>(port);
            const bool free = !taken_.contains(p) && (wanted.reserved == nullptr || !reserved_.contains(p)) &&
                              (wanted.mine == nullptr || mine_.contains(p));
            if (free && (wanted.parity == port_parity::any || (p % 2 == 1) == (wanted.parity == port_parity::odd)))
                ports.insert(p);
        }
        return ports;
    }

    port_search wanted{};

private:
    port_range range_{};
    port_set taken_, reserved_, mine_;
};

TEST(PortSet, SearchesAsAModelDoes) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    for (int round = 0; round < 200; ++round) {
        const random_search search(random);
        const port_range range = search.wanted.range;
        const std::set<std::uint32_t> fitting = search.fitting();
        EXPECT_EQ(count_ports(search.wanted), fitting.size());
        for (std::uint32_t port = range.first; port <= range.last; ++port)
            ASSERT_EQ(fits(search.wanted, static_cast<std::uint16_t>(port)), fitting.contains(port)) << port;
        const auto start = static_cast<std::uint16_t>(range.first + random() % (range.last - range.first + 1U));
        const auto found = find_port(search.wanted, start);
        ASSERT_EQ(found.has_value(), !fitting.empty());
        const auto next = fitting.lower_bound(start);
        if (found) {
            ASSERT_EQ(*found, next != fitting.end() ? *next : *fitting.begin());
        }
    }
}

TEST(DeterministicPorts, FillOneAddressAfterTheOther) {
    const deterministic_ports ports(256, 4, {1024, 65535});
    EXPECT_EQ(ports.ports_each(), 1008);
    EXPECT_EQ(ports.of(0).address, 0);
    EXPECT_EQ(ports.of(0).ports.first, 1024);
    EXPECT_EQ(ports.of(0).ports.last, 2031);
    EXPECT_EQ(ports.of(64).address, 1);
    EXPECT_EQ(ports.of(255).address, 3);
    EXPECT_EQ(ports.of(255).ports.last, 65535);
}

TEST(DeterministicPorts, EveryPortIsFoundBack) {
    const deterministic_ports ports(1000, 3, {2000, 65535});
    std::uint32_t owned = 0;
    for (std::uint32_t s = 0; s < 1000; ++s) {
        const auto place = ports.of(s);
        for (std::uint32_t port = place.ports.first; port <= place.ports.last; ++port, ++owned)
            ASSERT_EQ(ports.subscriber(place.address, static_cast<std::uint16_t>(port)), s);
    }
    EXPECT_EQ(owned, 1000 * ports.ports_each());
    EXPECT_EQ(ports.subscriber(0, 1999), std::nullopt);
    EXPECT_EQ(ports.subscriber(0, 65535), std::nullopt);            // left over: 63536 = 334 * 190 + 76
    EXPECT_EQ(ports.subscriber(2, 2000 + 332 * 190), std::nullopt); // 1000 = 3 * 334 - 2
}

} // namespace THIS_TEST
} // namespace xdpk
