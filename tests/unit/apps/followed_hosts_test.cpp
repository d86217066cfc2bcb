// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_events.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/stage/resolve.hpp>

#include <array>

namespace xdpk {
namespace THIS_TEST {

constexpr mac_address peer{{2, 0, 0, 0, 0, 1}};
constexpr mac_address moved{{2, 0, 0, 0, 0, 2}};

class followed_hosts_test : public test::kernel_events {
protected:
    followed_hosts_test() { snapshot({}); }

    static kernel_neighbour host(const std::string& address, const std::optional<mac_address>& mac,
                                 bool permanent = false, int ifindex = 10) {
        return {ifindex, test::ip(address), mac, permanent};
    }
    static kernel_address own(const std::string& address, int ifindex = 10, bool usable = true) {
        return {ifindex, test::ip(address), 24, usable};
    }
};

TEST_F(followed_hosts_test, neighbours_get_a_hop) {
    there(host("10.1.0.2", peer));
    there(host("fd02::2", peer, true, 12));
    there(host("10.3.0.2", peer, true, 13));
    there(host("224.0.0.5", mac_address{{1, 0, 0x5e, 0, 0, 5}}));
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(peer, mac_a));
    EXPECT_EQ(resolved(1, "fd02::2"), std::pair(peer, mac_t)) << "the tap has our address";
    EXPECT_EQ(hops->size(), 2);
}

TEST_F(followed_hosts_test, what_the_kernel_heard_is_asked_for_soon) {
    there(host("10.1.0.2", peer));
    there(host("10.1.0.3", peer, true));
    hops->age(now_in_seconds() + 1, resolve_config{}.fresh, resolve_config{}.patience);
    std::array<std::uint16_t, 4> wanted{};
    ASSERT_EQ(hops->take_wanted(wanted), 1);
    EXPECT_EQ(hops->of(wanted[0]).address, test::ip("10.1.0.2"));
}

TEST_F(followed_hosts_test, what_an_administrator_sets_counts_until_it_is_removed) {
    there(host("10.1.0.2", peer, true));
    const std::uint16_t hop = hops->find({0, test::ip("10.1.0.2")});
    hops->resolve(hop, moved, mac_a, 5);
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(peer, mac_a));
    there(host("10.1.0.2", moved, true));
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(moved, mac_a));
    gone(host("10.1.0.2", moved, true));
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::nullopt);
    there(host("10.1.0.2", peer, true));
    there(host("10.1.0.2", peer, false));
    hops->resolve(hop, moved, mac_a, 5);
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(moved, mac_a)) << "no longer set";
}

TEST_F(followed_hosts_test, of_others_what_is_heard_on_the_wire_counts) {
    there(host("10.1.0.2", peer));
    const std::uint16_t hop = hops->find({0, test::ip("10.1.0.2")});
    hops->resolve(hop, moved, mac_a, 5);
    snapshot({kernel_change<kernel_neighbour>{host("10.1.0.2", peer)}});
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(moved, mac_a)) << "nothing new";
    there(host("10.1.0.2", std::nullopt));
    gone(host("10.1.0.2", std::nullopt));
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(moved, mac_a)) << "the kernel has nothing to say to it";
    there(host("10.1.0.2", peer));
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::pair(peer, mac_a));
}

TEST_F(followed_hosts_test, what_a_snapshot_does_not_tell_is_gone) {
    there(host("10.1.0.2", peer, true));
    there(host("10.1.0.3", peer, true));
    there(own("10.1.0.1"));
    there(own("fd01::1"));
    (void)picture.take_own_change();
    snapshot(
        {kernel_change<kernel_neighbour>{host("10.1.0.3", peer, true)}, kernel_change<kernel_address>{own("fd01::1")}});
    EXPECT_EQ(resolved(0, "10.1.0.2"), std::nullopt);
    EXPECT_EQ(resolved(0, "10.1.0.3"), std::pair(peer, mac_a));
    EXPECT_TRUE(picture.take_own_change());
    EXPECT_EQ(picture.own().find(0, test::ip("10.1.0.1")), nullptr);
    EXPECT_NE(picture.own().find(0, test::ip("fd01::1")), nullptr);
}

TEST_F(followed_hosts_test, strangers_leave_room_for_those_that_packets_go_to) {
    for (int i = 0; i < 16; ++i)
        there(host("10.1.0." + std::to_string(i), peer));
    EXPECT_EQ(hops->size(), 12);
    there(host("10.1.0.100", peer, true));
    EXPECT_EQ(resolved(0, "10.1.0.100"), std::pair(peer, mac_a)) << "an administrator's choice";
    hops->find_or_make({0, test::ip("10.1.0.200")});
    there(host("10.1.0.200", peer));
    EXPECT_EQ(resolved(0, "10.1.0.200"), std::pair(peer, mac_a)) << "packets go to it";
}

TEST_F(followed_hosts_test, addresses_are_ours_as_long_as_the_kernel_has_them) {
    EXPECT_FALSE(picture.take_own_change());
    there(own("fe80::1"));
    there(own("fd01::1"));
    there(own("169.254.1.1"));
    there(own("10.2.0.1", 12));
    there(own("10.3.0.1", 13));
    there(own("fd02::1", 11, false));
    EXPECT_TRUE(picture.take_own_change());
    const own_addresses all = picture.own();
    ASSERT_NE(all.find(0, test::ip("fe80::1")), nullptr);
    EXPECT_EQ(all.find(0, test::ip("fe80::1"))->mac, mac_a);
    ASSERT_NE(all.find(1, test::ip("10.2.0.1")), nullptr);
    EXPECT_EQ(all.find(1, test::ip("10.2.0.1"))->mac, mac_t);
    EXPECT_EQ(all.find(1, test::ip("fd02::1")), nullptr) << "it may be another's too";
    EXPECT_EQ(picture.errors().v4, std::get<ipv4_address>(test::ip("10.2.0.1")));
    EXPECT_EQ(picture.errors().v6, std::get<ipv6_address>(test::ip("fd01::1")));
    there(own("fd01::1"));
    EXPECT_FALSE(picture.take_own_change()) << "told twice";
    gone(own("fd01::1"));
    EXPECT_TRUE(picture.take_own_change());
    EXPECT_EQ(picture.errors().v6, std::nullopt);
}

} // namespace THIS_TEST
} // namespace xdpk
