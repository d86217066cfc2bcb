// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_events.hpp"

#include <xdpk/base/error.hpp>

#include <gmock/gmock.h>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class followed_routes_test : public test::kernel_events {
protected:
    followed_routes_test() { snapshot({}); }
};

TEST_F(followed_routes_test, gateways_and_networks_at_our_ports) {
    there(route("10.1.0.0/24", {next(10)}));
    there(route("10.9.0.0/16", {next(11, "10.2.0.2")}));
    there(route("0.0.0.0/0", {next(10, "fd01::2")}));
    there(route("fd09::/48", {next(12, "fd02::2")}, 1024));
    EXPECT_THAT(way("10.1.0.7"), ElementsAre("port 0"));
    EXPECT_THAT(way("10.9.1.1"), ElementsAre("1 10.2.0.2"));
    EXPECT_THAT(way("192.0.2.1"), ElementsAre("0 fd01::2")) << "a gateway of the other family";
    EXPECT_THAT(way("fd09::1"), ElementsAre("1 fd02::2")) << "the tap stands for the port";
    gone(route("10.9.0.0/16", {next(11, "10.2.0.2")}));
    EXPECT_THAT(way("10.9.1.1"), ElementsAre("0 fd01::2"));
    gone(route("10.9.0.0/16", {next(11, "10.2.0.2")}));
    EXPECT_EQ(picture.routes(), 3);
}

TEST_F(followed_routes_test, several_next_hops_share_by_their_weights) {
    there(route("10.9.0.0/16", {next(10, "10.1.0.2", 3), next(11, "10.2.0.2"), next(13, "10.3.0.2")}));
    EXPECT_THAT(way("10.9.1.1"), ElementsAre("0 10.1.0.2", "1 10.2.0.2")) << "those at our ports";
    const std::uint16_t first = hops->find({0, test::ip("10.1.0.2")});
    int share = 0;
    for (std::uint32_t hash = 0; hash < 1000; ++hash)
        share += table->find(test::ip("10.9.1.1"))->pick(hash * 4294967U) == first ? 1 : 0;
    EXPECT_NEAR(share, 750, 40);
    const route_group* const before = table->find(test::ip("10.9.1.1"));
    there(route("10.9.0.0/16", {next(11, "10.2.0.2"), next(10, "10.1.0.2", 3)}));
    EXPECT_EQ(table->find(test::ip("10.9.1.1")), before) << "in another order it is the same";
}

TEST_F(followed_routes_test, of_an_ipv6_route_one_next_hop_may_go) {
    there(route("fd09::/48", {next(10, "fd01::2"), next(11, "fd02::2")}, 1024));
    gone(route("fd09::/48", {next(10, "fd01::7")}, 1024));
    EXPECT_THAT(way("fd09::1"), ElementsAre("0 fd01::2", "1 fd02::2")) << "another route was meant";
    gone(route("fd09::/48", {next(10, "fd01::2")}, 1024));
    EXPECT_THAT(way("fd09::1"), ElementsAre("1 fd02::2"));
    gone(route("fd09::/48", {next(11, "fd02::2")}, 1024));
    EXPECT_THAT(way("fd09::1"), ElementsAre("none"));
}

TEST_F(followed_routes_test, what_is_not_forwarded) {
    there(route("10.1.0.1/32", kernel_route_kind::local, 255));
    there(route("10.1.0.255/32", kernel_route_kind::group, 255));
    there(route("10.4.0.0/16", kernel_route_kind::blackhole));
    there(route("10.5.0.0/16", kernel_route_kind::unreachable));
    there(route("10.6.0.0/16", kernel_route_kind::prohibit));
    there(route("fd07::/64", kernel_route_kind::other));
    there(route("10.8.0.0/16", {next(13, "10.3.0.2")}));
    EXPECT_THAT(way("10.1.0.1"), ElementsAre("local"));
    EXPECT_THAT(way("10.1.0.255"), ElementsAre("local"));
    EXPECT_THAT(way("10.4.0.1"), ElementsAre("blackhole"));
    EXPECT_THAT(way("10.5.0.1"), ElementsAre("unreachable"));
    EXPECT_THAT(way("10.6.0.1"), ElementsAre("unreachable"));
    EXPECT_THAT(way("fd07::1"), ElementsAre("unreachable"));
    EXPECT_THAT(way("10.8.0.1"), ElementsAre("local")) << "the kernel's to forward";
    there(route("10.8.0.0/16", std::vector<kernel_next_hop>{}));
    EXPECT_THAT(way("10.8.0.1"), ElementsAre("none")) << "all its next hops are dead";
}

TEST_F(followed_routes_test, what_is_not_followed) {
    there(route("127.0.0.0/8", kernel_route_kind::local, 255));
    there(route("::1/128", kernel_route_kind::local, 255));
    there(route("203.0.113.0/24", {next(10, "10.1.0.2")}));
    kernel_route elsewhere = route("10.9.0.0/16", {next(10, "10.1.0.2")});
    elsewhere.table = 100;
    there(elsewhere);
    EXPECT_EQ(picture.routes(), 0);
    EXPECT_EQ(table->size(), 0);
}

TEST_F(followed_routes_test, the_lowest_metric_counts_and_the_local_table_first) {
    there(route("10.9.0.0/16", {next(10, "10.1.0.2")}, 20));
    there(route("10.9.0.0/16", {next(11, "10.2.0.2")}, 10));
    EXPECT_THAT(way("10.9.0.1"), ElementsAre("1 10.2.0.2"));
    gone(route("10.9.0.0/16", {next(11, "10.2.0.2")}, 10));
    EXPECT_THAT(way("10.9.0.1"), ElementsAre("0 10.1.0.2"));
    kernel_route own = route("10.9.0.0/16", kernel_route_kind::local, 255);
    own.metric = 99;
    there(own);
    EXPECT_THAT(way("10.9.0.1"), ElementsAre("local"));
}

TEST_F(followed_routes_test, what_a_snapshot_does_not_tell_is_gone) {
    there(route("10.8.0.0/16", {next(10, "10.1.0.2")}));
    there(route("10.9.0.0/16", {next(10, "10.1.0.3")}));
    picture(kernel_snapshot_start{});
    there(route("10.9.0.0/16", {next(10, "10.1.0.3")}));
    EXPECT_THAT(way("10.8.0.1"), ElementsAre("0 10.1.0.2")) << "until it is through";
    picture(kernel_snapshot_end{});
    EXPECT_THAT(way("10.8.0.1"), ElementsAre("none"));
    EXPECT_THAT(way("10.9.0.1"), ElementsAre("0 10.1.0.3"));
    numbers = {{"a", 21}, {"b", 10}};
    snapshot({kernel_change<kernel_route>{route("10.9.0.0/16", {next(10, "10.1.0.3")})}});
    EXPECT_THAT(way("10.9.0.1"), ElementsAre("1 10.1.0.3")) << "devices have other numbers";
}

TEST_F(followed_routes_test, hops_are_kept_as_long_as_a_route_leads_to_them) {
    const std::uint16_t others = hops->find_or_make({1, test::ip("10.2.0.2")});
    hops->keep(others);
    there(route("10.8.0.0/16", {next(10, "10.1.0.2")}));
    there(route("10.9.0.0/16", {next(10, "10.1.0.2"), next(11, "10.2.0.2")}));
    const std::uint16_t hop = hops->find({0, test::ip("10.1.0.2")});
    there(route("10.9.0.0/16", {next(10, "10.1.0.3")}));
    EXPECT_TRUE(hops->is_kept(hop));
    gone(route("10.8.0.0/16", {next(10, "10.1.0.2")}));
    EXPECT_FALSE(hops->is_kept(hop));
    EXPECT_TRUE(hops->is_kept(hops->find({0, test::ip("10.1.0.3")})));
    EXPECT_TRUE(hops->is_kept(others)) << "it was kept before";
}

TEST_F(followed_routes_test, what_finds_no_room_is_tried_again) {
    for (int i = 0; i < 17; ++i)
        there(route("10." + std::to_string(i) + ".0.0/16", {next(10, "10.99.0." + std::to_string(i))}));
    EXPECT_EQ(picture.refused(), 1);
    EXPECT_THAT(way("10.16.0.1"), ElementsAre("none"));
    there(route("10.15.0.0/16", {next(10, "10.99.0.77")}));
    EXPECT_THAT(way("10.15.0.1"), ElementsAre("0 10.99.0.15")) << "packets go as before";
    EXPECT_EQ(picture.refused(), 2);
    gone(route("10.3.0.0/16", {next(10, "10.99.0.3")}));
    gone(route("10.4.0.0/16", {next(10, "10.99.0.4")}));
    for (int i = 0; i < 3; ++i)
        hops->sweep();
    hops->reclaim();
    picture.reclaim();
    EXPECT_EQ(picture.refused(), 0);
    EXPECT_THAT(way("10.16.0.1"), ElementsAre("0 10.99.0.16"));
    EXPECT_THAT(way("10.15.0.1"), ElementsAre("0 10.99.0.77"));
    EXPECT_THROW(stages::kernel_picture({}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
