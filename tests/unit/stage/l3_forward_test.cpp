// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/l3_forward.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>
#include <set>

namespace xdpk {
namespace THIS_TEST {

constexpr mac_address own{{2, 0, 0, 0, 0, 0xf1}};
constexpr mac_address gateway_mac{{2, 0, 0, 0, 0, 0xf2}};
constexpr ip_address gateway = ipv4_address{{198, 18, 0, 254}};
constexpr ip_address host = ipv4_address{{198, 18, 1, 9}};
constexpr ip_address host6 = ipv6_address{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9}};
constexpr ip_address source6 = ipv6_address{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1}};

/// 198.18.1.0/24 and 2001:db8:0:1::/64 are at port 1; 198.19.0.0/16 is behind a gateway at port 2.
class l3_forward_test : public testing::Test {
protected:
    l3_forward_test() {
        const std::uint16_t hop = hops->find_or_make({2, gateway});
        hops->fix(hop, gateway_mac, own);
        routes->set(ipv4_prefix{{{198, 19, 0, 0}}, 16}, {.hops = {{hop}}});
        routes->set(ipv4_prefix{{{198, 18, 1, 0}}, 24}, {.kind = route_kind::connected, .port = 1});
        routes->set(ipv6_prefix{std::get<ipv6_address>(host6), 64}, {.kind = route_kind::connected, .port = 1});
        routes->set(ipv4_prefix{{{198, 18, 1, 1}}, 32}, {.kind = route_kind::local});
        routes->set(ipv4_prefix{{{198, 18, 3, 0}}, 24}, {.kind = route_kind::blackhole});
        routes->set(ipv4_prefix{{{198, 18, 4, 0}}, 24}, {.kind = route_kind::unreachable});
    }

    packet& pass(burst& b, const packet_spec& spec) {
        packet& p = test::put(b, spec);
        parse(b);
        stage(b);
        return p;
    }
    /// Where a packet goes; frames go back to the pool.
    port_id way_of(const packet_spec& spec) {
        burst b(memory.pool);
        return pass(b, spec).out_port;
    }

    test::frames memory{300};
    std::shared_ptr<forwarding_table> routes =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 16});
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(4);
    parse_headers parse;
    l3_forward stage{{.routes = routes, .hops = hops, .refusals_per_second = 0}};
};

TEST_F(l3_forward_test, puts_the_next_hops_addresses_on_the_packet) {
    burst b(memory.pool);
    const packet& p = pass(b, {.vlans = {5, 0}, .ttl = 2});
    EXPECT_EQ(p.out_port, 2);
    const auto& ethernet = *header_at<ethernet_header>(test::bytes_of(p), 0);
    EXPECT_EQ(ethernet.destination, gateway_mac);
    EXPECT_EQ(ethernet.source, own);
    EXPECT_EQ(vlan_id(test::bytes_of(p), packet_type::from_bits(p.type)), 5);
    EXPECT_EQ(test::l3_of<ipv4_header>(p).ttl, 1);
    EXPECT_TRUE(test::is_right(p));
    EXPECT_EQ(test::count(stage, "forwarded"), 1);
}

TEST_F(l3_forward_test, every_ttl_keeps_the_checksum_right) {
    for (unsigned ttl = 2; ttl < 256; ++ttl) {
        burst b(memory.pool);
        const packet& p = pass(b, {.ttl = static_cast<std::uint8_t>(ttl)});
        EXPECT_EQ(test::l3_of<ipv4_header>(p).ttl, ttl - 1);
        EXPECT_TRUE(test::is_right(p)) << ttl;
    }
}

TEST_F(l3_forward_test, connected_neighbours_are_found_by_address) {
    EXPECT_EQ(way_of({.destination = host}), to_drop);
    EXPECT_EQ(way_of({.source = source6, .destination = host6}), to_drop);
    EXPECT_EQ(test::count(stage, "unresolved"), 2);
    std::array<std::uint16_t, 4> wanted{};
    EXPECT_EQ(hops->take_wanted(wanted), 2);
    for (const ip_address& to : {host, host6})
        hops->resolve(hops->find({1, to}), gateway_mac, own, 0);
    EXPECT_EQ(way_of({.destination = host}), 1);
    burst b(memory.pool);
    const packet& p = pass(b, {.source = source6, .destination = host6, .ttl = 9});
    EXPECT_EQ(p.out_port, 1);
    EXPECT_EQ(test::l3_of<ipv6_header>(p).hop_limit, 8);
    EXPECT_TRUE(test::is_right(p));
}

TEST_F(l3_forward_test, drops_with_a_reason) {
    const auto dropped = [this](const packet_spec& spec, const char* why) {
        const std::uint64_t before = test::count(stage, why);
        EXPECT_EQ(way_of(spec), to_drop) << why;
        EXPECT_EQ(test::count(stage, why), before + 1) << why;
    };
    const auto v4 = [](std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
        return ipv4_address{{a, b, c, d}};
    };
    dropped({.ttl = 1}, "ttl_exceeded");
    dropped({.ttl = 0}, "ttl_exceeded");
    dropped({.source = source6, .destination = host6, .ttl = 1}, "ttl_exceeded");
    dropped({.destination = v4(192, 0, 2, 1)}, "no_route");
    dropped({.destination = v4(198, 18, 3, 1)}, "blackhole");
    dropped({.destination = v4(198, 18, 4, 1)}, "unreachable");
    for (const ipv4_address& from : {v4(0, 0, 0, 0), v4(127, 0, 0, 1), v4(224, 0, 0, 1), v4(255, 255, 255, 255)})
        dropped({.source = from}, "martian");
    dropped({.destination = v4(127, 0, 0, 1)}, "martian");
    for (const ipv6_address& from : {ipv6_address{}, ipv6_address{{0xfe, 0x80}}, ipv6_address{{0xff, 2}}})
        dropped({.source = from, .destination = host6}, "martian");
    dropped({.source = source6, .destination = ipv6_address{{0xfe, 0x80, 0, 1}}}, "martian");
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST_F(l3_forward_test, more_neighbours_than_hops_are_dropped) {
    for (std::uint8_t last = 10; last < 15; ++last)
        way_of({.destination = ipv4_address{{198, 18, 1, last}}});
    EXPECT_EQ(test::count(stage, "unresolved"), 3);
    EXPECT_EQ(test::count(stage, "hops_full"), 2);
    way_of({.destination = ipv4_address{{198, 18, 1, 20}}, .ttl = 1});
    EXPECT_EQ(test::count(stage, "ttl_exceeded"), 1);
}

TEST_F(l3_forward_test, what_the_next_link_cannot_carry_is_dropped) {
    l3_forward_config config{.routes = routes, .hops = hops, .refusals_per_second = 0};
    config.mtu[2] = 576;
    stage = l3_forward(config);
    EXPECT_EQ(way_of({.frame_size = 576 + 14}), 2);
    EXPECT_EQ(way_of({.vlans = {5, 0}, .frame_size = 576 + 18}), 2) << "headers below IP do not count";
    EXPECT_EQ(way_of({.frame_size = 576 + 15}), to_drop);
    EXPECT_EQ(test::count(stage, "too_big"), 1);
    hops->resolve(hops->find_or_make({1, host6}), gateway_mac, own, 0);
    config.mtu[1] = 1280;
    stage = l3_forward(config);
    EXPECT_EQ(way_of({.source = source6, .destination = host6, .frame_size = 1280 + 14}), 1);
    EXPECT_EQ(way_of({.source = source6, .destination = host6, .frame_size = 1280 + 15}), to_drop);
}

TEST_F(l3_forward_test, what_is_for_this_host_or_for_many_is_not_touched) {
    const mac_address everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    for (const packet_spec& spec :
         {packet_spec{.destination = ipv4_address{{198, 18, 1, 1}}, .ttl = 1},
          packet_spec{.destination = ipv4_address{{224, 0, 0, 5}}, .ttl = 1},
          packet_spec{.source = ipv4_address{}, .destination = ipv4_address{{255, 255, 255, 255}}},
          packet_spec{.source = ipv6_address{{0xfe, 0x80}}, .destination = ipv6_address{{0xff, 0x02}}},
          packet_spec{.destination_mac = everybody}}) {
        burst b(memory.pool);
        const std::vector<std::byte> before = build_packet(spec);
        const packet& p = pass(b, spec);
        EXPECT_EQ(p.out_port, unrouted);
        EXPECT_TRUE(std::ranges::equal(test::bytes_of(p), before));
    }
}

TEST_F(l3_forward_test, packets_with_a_way_out_are_left_alone) {
    for (const port_id way : {port_id{to_drop}, port_id{5}}) {
        burst b(memory.pool);
        packet& p = test::put(b, packet_spec{});
        parse(b);
        p.out_port = way;
        stage(b);
        EXPECT_EQ(p.out_port, way);
        EXPECT_EQ(test::l3_of<ipv4_header>(p).ttl, 64);
    }
    burst b(memory.pool);
    const packet& p = test::put(b, std::string(12, '\2') + "\x88\xcc" + std::string(46, 'x'));
    parse(b);
    stage(b);
    EXPECT_EQ(p.out_port, to_drop);
    EXPECT_EQ(test::count(stage, "not_ip"), 1);
}

TEST_F(l3_forward_test, a_full_burst_is_spread_over_equal_hops) {
    const std::uint16_t other = hops->find_or_make({3, gateway});
    hops->fix(other, gateway_mac, own);
    routes->set(ipv4_prefix{{{198, 19, 0, 0}}, 16}, {.hops = {{hops->find({2, gateway})}, {other}}});
    burst b(memory.pool);
    for (std::uint16_t i = 0; i < 200; ++i)
        test::put(b, {.source_port = static_cast<std::uint16_t>(i / 2)});
    parse(b);
    stage(b);
    std::set<port_id> used;
    for (std::uint32_t i = 0; i < 200; ++i) {
        used.insert(b[i].out_port);
        EXPECT_EQ(b[i].out_port, b[i ^ 1U].out_port) << "one flow, one way";
    }
    EXPECT_EQ(used, (std::set<port_id>{2, 3}));
    EXPECT_EQ(test::count(stage, "forwarded"), 200);
    EXPECT_THROW(l3_forward({}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
