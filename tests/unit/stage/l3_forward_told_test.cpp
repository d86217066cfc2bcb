// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/l3_forward.hpp>

#include "support/built_packets.hpp"

#include <xdpk/net/headers.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>
#include <utility>

namespace xdpk {
namespace THIS_TEST {

constexpr ipv4_address router4{{198, 18, 0, 254}};
constexpr ipv6_address router6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
constexpr ipv4_address source4{{198, 18, 0, 1}};
constexpr ipv6_address source6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1}};
constexpr ipv6_address host6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9}};

/// 198.19.0.0/16 and 2001:db8:0:1::/64 are behind a gateway at port 2, whose link takes 1280 bytes.
class l3_forward_told : public testing::Test {
protected:
    l3_forward_told() {
        const std::uint16_t hop = hops->find_or_make({2, router4});
        hops->fix(hop, {{2, 0, 0, 0, 0, 2}}, {{2, 0, 0, 0, 0, 1}});
        routes->set(ipv4_prefix{{{198, 19, 0, 0}}, 16}, {.hops = {{hop}}});
        routes->set(ipv6_prefix{host6, 64}, {.hops = {{hop}}});
        routes->set(ipv4_prefix{{{198, 20, 0, 0}}, 16}, {.kind = route_kind::unreachable});
        routes->set(ipv4_prefix{{{198, 21, 0, 0}}, 16}, {.kind = route_kind::blackhole});
    }
    l3_forward_config config(std::uint32_t per_second) const {
        l3_forward_config made{.routes = routes,
                               .hops = hops,
                               .own_addresses = {.v4 = router4, .v6 = router6},
                               .refusals_per_second = per_second};
        made.mtu[2] = 1280;
        return made;
    }
    /// Type and code of the ICMP error that is sent back to where the packet came from; 0 and 0 if there is none.
    std::pair<int, int> told(const packet_spec& spec, std::uint32_t now = 1) {
        burst b(memory.pool);
        const packet& p = test::put(b, spec, 3);
        parse(b);
        stage.run(b, now);
        if (p.out_port != 3)
            return {};
        EXPECT_TRUE(test::is_right(p));
        if (std::holds_alternative<ipv4_address>(spec.source)) {
            EXPECT_EQ(test::l3_of<ipv4_header>(p).source, router4);
            EXPECT_EQ(test::l3_of<ipv4_header>(p).destination, source4);
        } else {
            EXPECT_EQ(test::l3_of<ipv6_header>(p).source, router6);
            EXPECT_EQ(test::l3_of<ipv6_header>(p).destination, source6);
        }
        const auto& icmp = *header_at<icmp_header>(test::bytes_of(p), p.l4);
        return {icmp.type, icmp.code};
    }
    static packet_spec four(std::uint8_t second, std::uint8_t ttl = 64, std::uint16_t size = 60) {
        return {.source = source4, .destination = ipv4_address{{198, second, 0, 1}}, .frame_size = size, .ttl = ttl};
    }
    static packet_spec six(const ipv6_address& to, std::uint8_t ttl = 64, std::uint16_t size = 80) {
        return {.source = source6, .destination = to, .frame_size = size, .ttl = ttl};
    }

    test::frames memory;
    std::shared_ptr<forwarding_table> routes =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 16});
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(4);
    parse_headers parse;
    l3_forward stage{config(1000)};
};

TEST_F(l3_forward_told, senders_are_told_why) {
    EXPECT_EQ(told(four(19, 1)), std::pair(11, 0));
    EXPECT_EQ(told(six(host6, 1)), std::pair(3, 0));
    EXPECT_EQ(told(four(22)), std::pair(3, 0));
    EXPECT_EQ(told(six(ipv6_address{{0x20, 1}})), std::pair(1, 0));
    EXPECT_EQ(told(four(20)), std::pair(3, 1));
    EXPECT_EQ(told(four(19, 64, 1280 + 15)), std::pair(3, 4));
    EXPECT_EQ(told(six(host6, 64, 1280 + 15)), std::pair(2, 0));
    EXPECT_EQ(test::count(stage, "told"), 7);
    EXPECT_EQ(test::count(stage, "ttl_exceeded"), 2);
    EXPECT_EQ(test::count(stage, "no_route"), 2);
    EXPECT_EQ(test::count(stage, "unreachable"), 1);
    EXPECT_EQ(test::count(stage, "too_big"), 2);
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST_F(l3_forward_told, the_error_says_the_next_links_mtu) {
    burst b(memory.pool);
    const packet& p = test::put(b, four(19, 64, 1400), 3);
    parse(b);
    stage.run(b, 1);
    EXPECT_EQ(header_at<be16>(test::bytes_of(p), p.l4 + 6U)->host(), 1280);
    EXPECT_EQ(told(four(19, 64, 1280 + 14)), std::pair(0, 0)) << "it fits";
}

TEST_F(l3_forward_told, of_some_drops_nobody_is_told) {
    EXPECT_EQ(told(four(21)), std::pair(0, 0)) << "blackhole";
    packet_spec martian = four(19);
    martian.source = ipv4_address{{127, 0, 0, 1}};
    EXPECT_EQ(told(martian), std::pair(0, 0));
    EXPECT_EQ(test::count(stage, "blackhole"), 1);
    EXPECT_EQ(test::count(stage, "martian"), 1);
    EXPECT_EQ(test::count(stage, "told"), 0);
}

TEST_F(l3_forward_told, only_so_many_in_a_second) {
    stage = l3_forward(config(3));
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(told(four(19, 1), 7), i < 3 ? std::pair(11, 0) : std::pair(0, 0));
    EXPECT_EQ(told(four(19, 1), 8), std::pair(11, 0));
    EXPECT_EQ(test::count(stage, "ttl_exceeded"), 6);
    EXPECT_EQ(test::count(stage, "told"), 4);
}

TEST_F(l3_forward_told, frames_for_other_stations_are_not_ours_to_forward) {
    l3_forward_config own = config(1000);
    own.macs[3] = {{2, 0, 0, 0, 0, 3}};
    stage = l3_forward(own);
    packet_spec spec = four(19, 1);
    spec.destination_mac = {{2, 0, 0, 0, 0, 4}};
    EXPECT_EQ(told(spec), std::pair(0, 0));
    EXPECT_EQ(test::count(stage, "not_for_us"), 1);
    spec.destination_mac = own.macs[3];
    EXPECT_EQ(told(spec), std::pair(11, 0));
}

TEST_F(l3_forward_told, our_address_may_become_another) {
    stage.set_own({.v4 = ipv4_address{{198, 18, 9, 9}}});
    burst b(memory.pool);
    const packet& p = test::put(b, four(19, 1), 3);
    parse(b);
    stage.run(b, 1);
    EXPECT_EQ(test::l3_of<ipv4_header>(p).source, (ipv4_address{{198, 18, 9, 9}}));
}

} // namespace THIS_TEST
} // namespace xdpk
