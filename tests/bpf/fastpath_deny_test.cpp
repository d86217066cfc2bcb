// SPDX-License-Identifier: BSD-3-Clause
#include "fastpath_rig.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <gtest/gtest.h>

namespace {

using namespace xdpk;
using namespace xdpk::test;

constexpr fastpath_config everything{.flows = 16,
                                     .policers = 1,
                                     .denied_addresses = 16,
                                     .denied_prefixes = 16,
                                     .denied_flows = 16,
                                     .denied_ports = true,
                                     .deny_rules = 4};

const packet_spec v4{.protocol = ip_proto::tcp, .source_port = 1000, .destination_port = 80};
const packet_spec v6{.source = *parse_ip("2001:2::1"),
                     .destination = *parse_ip("2001:2::2"),
                     .protocol = ip_proto::udp,
                     .source_port = 1000,
                     .destination_port = 53};

ipv4_prefix prefix4(const char* address, std::uint8_t length) {
    return {std::get<ipv4_address>(*parse_ip(address)), length};
}

ipv6_prefix prefix6(const char* address, std::uint8_t length) {
    return {std::get<ipv6_address>(*parse_ip(address)), length};
}

class fastpath_deny : public testing::Test {
protected:
    fastpath_deny() { EXPECT_TRUE(rig_.loaded()); }

    bool drops(const packet_spec& spec) { return rig_.run(build_packet(spec)).verdict == XDP_DROP; }

    fastpath_rig rig_{everything};
    fastpath_maps& maps_ = rig_.maps;
};

TEST_F(fastpath_deny, drops_by_prefix_in_one_direction) {
    maps_.deny(std::array{prefix4("198.18.77.1", 15)}, XDPK_SOURCE); // 198.18.0.0 and 198.19.0.0
    EXPECT_TRUE(drops(v4));
    EXPECT_FALSE(drops(v6));
    maps_.allow(std::array{prefix4("198.18.0.0", 15)}, XDPK_SOURCE);
    EXPECT_FALSE(drops(v4));
    maps_.deny(std::array{prefix6("2001:2::2", 127)}, XDPK_DESTINATION);
    EXPECT_TRUE(drops(v6));
    maps_.deny(std::array{prefix6("2001:2::", 120)}, XDPK_SOURCE);
    maps_.allow(std::array{prefix6("2001:2::2", 127)}, XDPK_DESTINATION);
    EXPECT_TRUE(drops(v6));
    EXPECT_EQ(rig_.count(XDPK_FAST_DENIED_ADDRESS), 3U);
}

TEST_F(fastpath_deny, drops_by_address) {
    maps_.deny(std::array{prefix4("198.19.0.1", 32)}, XDPK_SOURCE);
    EXPECT_FALSE(drops(v4));
    maps_.deny(std::array{prefix4("198.19.0.1", 32)}, XDPK_DESTINATION);
    EXPECT_TRUE(drops(v4));
    maps_.deny(std::array{prefix6("2001:2::1", 128)}, XDPK_SOURCE);
    EXPECT_TRUE(drops(v6));
    maps_.allow(std::array{prefix4("198.19.0.1", 32)}, XDPK_DESTINATION);
    EXPECT_FALSE(drops(v4));
}

TEST_F(fastpath_deny, drops_fragments_and_options_by_address) {
    maps_.deny(std::array{prefix4("198.18.0.1", 32)}, XDPK_SOURCE);
    std::vector<std::byte> frame = build_packet(v4);
    frame[20] = std::byte{0x20}; // more fragments
    EXPECT_EQ(rig_.run(frame).verdict, XDP_DROP);
    frame[14] = std::byte{0x46};
    EXPECT_EQ(rig_.run(frame).verdict, XDP_DROP);
}

TEST_F(fastpath_deny, counts_for_the_lowest_rule_that_denies) {
    maps_.deny(std::array{prefix4("198.18.0.0", 15)}, XDPK_SOURCE, 3);
    maps_.deny(std::array{prefix4("198.19.0.1", 32)}, XDPK_DESTINATION, 2);
    EXPECT_TRUE(drops(v4));
    maps_.deny(std::array{prefix4("198.18.0.1", 32)}, XDPK_SOURCE, 0);
    EXPECT_TRUE(drops(v4));
    maps_.allow(std::array{prefix4("198.18.0.1", 32)}, XDPK_SOURCE);
    maps_.allow(std::array{prefix4("198.19.0.1", 32)}, XDPK_DESTINATION);
    EXPECT_TRUE(drops(v4));
    const std::vector<xdpk_denied_sum> sums = maps_.denied();
    for (const std::uint32_t rule : {0U, 2U, 3U}) {
        EXPECT_EQ(sums.at(rule).packets, 1U) << rule;
        EXPECT_EQ(sums.at(rule).bytes, build_packet(v4).size()) << rule;
    }
    EXPECT_EQ(sums.at(1).packets, 0U);
    EXPECT_THROW(maps_.deny(std::array{prefix4("10.0.0.0", 8)}, XDPK_SOURCE, 4), error);
}

TEST(fastpath_deny_of_flows, leaves_what_may_be_of_none_to_the_socket) {
    fastpath_rig rig({.flows = 16, .denied_addresses = 16, .deny_flows_only = true});
    ASSERT_TRUE(rig.loaded());
    rig.maps.deny(std::array{prefix4("198.18.0.1", 32)}, XDPK_SOURCE);
    std::vector<std::byte> frame = build_packet(v4);
    EXPECT_EQ(rig.run(frame).verdict, XDP_DROP);
    frame[20] = std::byte{0x20}; // more fragments
    EXPECT_EQ(rig.run(frame).verdict, XDP_PASS);
    frame[20] = std::byte{0};
    frame[23] = std::byte{132}; // SCTP
    EXPECT_EQ(rig.run(frame).verdict, XDP_PASS);
}

TEST_F(fastpath_deny, drops_by_flow_whatever_its_flags) {
    const std::vector<std::byte> frame = build_packet(v4);
    const std::array keys{extract_flow_key(frame, parse(frame)).value()};
    maps_.deny(keys, 3);
    EXPECT_TRUE(drops(v4));
    packet_spec opening = v4;
    opening.tcp_flags = tcp_header::syn;
    EXPECT_TRUE(drops(opening));
    packet_spec other = v4;
    other.source_port = 1001;
    EXPECT_FALSE(drops(other));
    maps_.allow(keys);
    EXPECT_FALSE(drops(v4));
    EXPECT_EQ(rig_.count(XDPK_FAST_DENIED_FLOW), 2U);
    EXPECT_EQ(maps_.denied().at(3).packets, 2U);
}

TEST(fastpath_deny_in_a_zone, drops_flows_of_whatever_zone) {
    fastpath_rig rig({.flows = 16, .denied_flows = 16}, {.zone = 7});
    ASSERT_TRUE(rig.loaded());
    const std::vector<std::byte> frame = build_packet(v4);
    rig.maps.deny(std::array{extract_flow_key(frame, parse(frame)).value()});
    EXPECT_EQ(rig.run(frame).verdict, XDP_DROP);
}

TEST_F(fastpath_deny, drops_by_port_and_protocol) {
    maps_.deny(80, XDPK_DENY_TCP_DESTINATION, 1);
    maps_.deny(1000, XDPK_DENY_UDP_SOURCE, 2);
    EXPECT_TRUE(drops(v4));
    EXPECT_TRUE(drops(v6));
    maps_.allow(80, XDPK_DENY_TCP_DESTINATION);
    for (const auto kind : {XDPK_DENY_TCP_SOURCE, XDPK_DENY_UDP_SOURCE, XDPK_DENY_UDP_DESTINATION})
        maps_.deny(80, kind);
    EXPECT_FALSE(drops(v4));
    maps_.deny(1000, XDPK_DENY_TCP_SOURCE, 1);
    maps_.allow(1000, XDPK_DENY_UDP_SOURCE);
    EXPECT_TRUE(drops(v4));
    EXPECT_FALSE(drops(v6));
    EXPECT_EQ(rig_.count(XDPK_FAST_DENIED_PORT), 3U);
    EXPECT_EQ(maps_.denied().at(1).packets, 2U);
    EXPECT_EQ(maps_.denied().at(2).packets, 1U);
}

TEST(fastpath_deny_of_all_kinds, counts_for_the_lowest_rule) {
    fastpath_config config = everything;
    config.deny_flows_only = true;
    fastpath_rig rig(config);
    ASSERT_TRUE(rig.loaded());
    const std::vector<std::byte> frame = build_packet(v4);
    const auto drops = [&] { return rig.run(frame).verdict == XDP_DROP; };
    rig.maps.deny(std::array{prefix4("198.18.0.1", 32)}, XDPK_SOURCE, 3);
    EXPECT_TRUE(drops());
    rig.maps.deny(80, XDPK_DENY_TCP_DESTINATION, 2);
    EXPECT_TRUE(drops());
    rig.maps.deny(std::array{extract_flow_key(frame, parse(frame)).value()}, 1);
    EXPECT_TRUE(drops());
    rig.maps.deny(1000, XDPK_DENY_TCP_SOURCE, 0);
    EXPECT_TRUE(drops());
    for (const xdpk_denied_sum& sum : rig.maps.denied())
        EXPECT_EQ(sum.packets, 1U);
}

TEST_F(fastpath_deny, says_when_there_is_no_room) {
    std::vector<ipv4_prefix> many;
    for (std::uint8_t i = 0; i < 40; ++i)
        many.push_back({{{10, 0, 0, i}}, 32});
    EXPECT_THROW(maps_.deny(many, XDPK_SOURCE), error);
    fastpath_maps none({.flows = 16});
    EXPECT_THROW(none.deny(std::array{prefix4("10.0.0.0", 8)}, XDPK_SOURCE), error);
    EXPECT_THROW(none.deny(80, XDPK_DENY_TCP_SOURCE), error);
    EXPECT_THROW(none.set_policer(1, 1, 1, false), error);
    EXPECT_THROW(none.set_tunnel(1, {}), error);
}

TEST(fastpath_policer, holds_all_that_comes_in_to_a_rate) {
    fastpath_rig rig(everything, {.policer = 1});
    ASSERT_TRUE(rig.loaded());
    const std::size_t bytes = build_packet(v4).size() - 14;
    rig.maps.set_policer(1, 0, 2 * bytes, false);
    EXPECT_EQ(rig.run(build_packet(v4)).verdict, XDP_PASS);
    EXPECT_EQ(rig.run(build_packet(v4)).verdict, XDP_PASS);
    EXPECT_EQ(rig.run(build_packet(v4)).verdict, XDP_DROP);
    rig.maps.set_policer(1, 1'000'000'000, bytes, false);
    EXPECT_EQ(rig.run(build_packet(v4)).verdict, XDP_PASS);
    EXPECT_EQ(rig.run(build_packet(v4)).verdict, XDP_PASS) << "a byte each nanosecond";
}

} // namespace
