// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/route_selection.hpp>

#include "support/random_seed.hpp"

#include <xdpk/base/error.hpp>

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <tuple>

namespace xdpk {
namespace THIS_TEST {

constexpr ipv4_prefix net{{{198, 18, 0, 0}}, 16};
constexpr ipv6_prefix net6{{{0x20, 0x01, 0x0d, 0xb8}}, 32};
constexpr std::uint32_t configuration = 1;
constexpr std::uint32_t kernel = 10;

route_target by(std::uint16_t hop) { return {.hops = {{hop}}}; }

class route_selection_test : public testing::Test {
protected:
    [[nodiscard]] std::uint16_t hop(const ip_address& to = net.address) const {
        const route_group* const group = table->find(to);
        return group == nullptr ? std::uint16_t{0} : group->pick(0);
    }

    std::shared_ptr<forwarding_table> table =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 3000});
    route_selection routes{table};
};

TEST_F(route_selection_test, the_lowest_distance_then_the_lowest_metric_counts) {
    routes.offer(net, {kernel, 20}, by(3));
    EXPECT_EQ(hop(), 3);
    routes.offer(net, {kernel, 10}, by(2));
    EXPECT_EQ(hop(), 2);
    routes.offer(net, {configuration, 99}, by(1));
    EXPECT_EQ(hop(), 1);
    routes.offer(net, {kernel, 5}, by(4));
    EXPECT_EQ(hop(), 1);
    EXPECT_EQ(routes.offers(), 4);
    EXPECT_EQ(table->size(), 1);
}

TEST_F(route_selection_test, the_next_one_takes_the_place_of_the_best) {
    routes.offer(net6, {kernel, 20}, by(3));
    routes.offer(net6, {kernel, 10}, by(2));
    routes.offer(ipv6_prefix{net6.address, 128}, {kernel, 10}, by(9));
    EXPECT_TRUE(routes.withdraw(net6, {kernel, 10}));
    EXPECT_EQ(hop(ipv6_address{{0x20, 0x01, 0x0d, 0xb8, 1}}), 3);
    EXPECT_FALSE(routes.withdraw(net6, {kernel, 10}));
    EXPECT_TRUE(routes.withdraw(net6, {kernel, 20}));
    EXPECT_FALSE(routes.withdraw(net6, {kernel, 20}));
    EXPECT_EQ(hop(ipv6_address{{0x20, 0x01, 0x0d, 0xb8, 1}}), 0);
    EXPECT_EQ(hop(net6.address), 9);
}

TEST_F(route_selection_test, an_offer_may_change) {
    routes.offer(net, {kernel, 10}, by(1));
    routes.offer(ipv4_prefix{{{198, 18, 99, 1}}, 16}, {kernel, 10}, by(2));
    EXPECT_EQ(hop(), 2);
    EXPECT_EQ(routes.offers(), 1) << "bits behind the prefix do not matter";
}

TEST_F(route_selection_test, what_a_source_that_begins_anew_does_not_offer_is_withdrawn) {
    const ipv4_prefix gone{{{198, 51, 100, 0}}, 24};
    routes.offer(net, {kernel, 0}, by(1));
    routes.offer(gone, {kernel, 0}, by(2));
    routes.offer(net6, {kernel, 0}, by(3));
    routes.offer(gone, {configuration, 0}, by(4));
    routes.start_over(kernel);
    routes.offer(net, {kernel, 0}, by(5));
    EXPECT_EQ(hop(net6.address), 3) << "until it is through";
    routes.finish(kernel);
    EXPECT_EQ(hop(), 5);
    EXPECT_EQ(hop(gone.address), 4);
    EXPECT_EQ(hop(net6.address), 0);
    EXPECT_EQ(routes.offers(), 2);
}

TEST_F(route_selection_test, what_the_table_refuses_is_not_remembered) {
    EXPECT_THROW(routes.offer(net, {kernel, 0}, {}), error);
    EXPECT_EQ(routes.offers(), 0);
    routes.offer(net, {kernel, 1}, by(1));
    EXPECT_THROW(routes.offer(net, {kernel, 0}, {}), error);
    EXPECT_EQ(routes.offers(), 1);
    EXPECT_EQ(hop(), 1);
}

TEST_F(route_selection_test, agrees_with_a_list_of_all_offers) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    std::map<std::tuple<std::uint8_t, std::uint32_t, std::uint32_t>, std::uint16_t> model;
    for (int i = 0; i < 3000; ++i) {
        const auto third = static_cast<std::uint8_t>(random() % 8);
        const ipv4_prefix prefix{{{198, 18, third, 0}}, 24};
        const route_rank rank{static_cast<std::uint32_t>(random() % 3), static_cast<std::uint32_t>(random() % 3)};
        const auto target = static_cast<std::uint16_t>(1 + random() % 50);
        if (random() % 2 == 0) {
            routes.offer(prefix, rank, by(target));
            model[{third, rank.distance, rank.metric}] = target;
        } else {
            EXPECT_EQ(routes.withdraw(prefix, rank), model.erase({third, rank.distance, rank.metric}) == 1);
        }
        table->reclaim();
        const auto best = model.lower_bound({third, 0, 0});
        const bool any = best != model.end() && std::get<0>(best->first) == third;
        ASSERT_EQ(hop(prefix.address), any ? best->second : 0);
        ASSERT_EQ(routes.offers(), model.size());
    }
}

} // namespace THIS_TEST
} // namespace xdpk
