// SPDX-License-Identifier: BSD-3-Clause
#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"
#include "refused_packet.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::refused_packet;

const refusal_source router{.v4 = test::router4, .v6 = test::router6};

struct told_row {
    refusal why;
    std::pair<int, int> v4; ///< ICMP type and code
    std::pair<int, int> v6;
};

class refusal_kinds : public testing::TestWithParam<told_row> {};

INSTANTIATE_TEST_SUITE_P(
    all, refusal_kinds,
    testing::Values(told_row{refusal::rejected, {3, 13}, {1, 1}}, told_row{refusal::net_unreachable, {3, 0}, {1, 0}},
                    told_row{refusal::host_unreachable, {3, 1}, {1, 3}},
                    told_row{refusal::port_unreachable, {3, 3}, {1, 4}}, told_row{refusal::prohibited, {3, 13}, {1, 1}},
                    told_row{refusal::time_exceeded, {11, 0}, {3, 0}}, told_row{refusal::too_big, {3, 4}, {2, 0}}));

TEST_P(refusal_kinds, have_their_type_and_code_and_quote_the_packet) {
    for (const std::array<std::uint16_t, 2> vlans : {std::array<std::uint16_t, 2>{}, {100}, {100, 7}}) {
        refused_packet four({.vlans = vlans, .frame_size = 200});
        ASSERT_TRUE(four.told(GetParam().why, router));
        EXPECT_EQ(std::pair(int{four.icmp().type}, int{four.icmp().code}), GetParam().v4);
        EXPECT_EQ(four.ip4().source, test::router4);
        EXPECT_EQ(four.ip4().destination, test::client4);
        EXPECT_EQ(four.quoted(), four.sent());

        refused_packet six(test::spec6({.vlans = vlans, .frame_size = 200}));
        ASSERT_TRUE(six.told(GetParam().why, router));
        EXPECT_EQ(std::pair(int{six.icmp().type}, int{six.icmp().code}), GetParam().v6);
        EXPECT_EQ(six.ip6().source, test::router6);
        EXPECT_EQ(six.ip6().destination, test::client6);
        EXPECT_EQ(six.quoted(), six.sent());
    }
}

TEST(refusal, comes_from_the_destination_if_no_router_is_named) {
    refused_packet four(packet_spec{});
    ASSERT_TRUE(four.told(refusal::port_unreachable, {.v6 = test::router6}));
    EXPECT_EQ(four.ip4().source, test::server4);
    refused_packet six(test::spec6({}));
    ASSERT_TRUE(six.told(refusal::port_unreachable, {.v4 = test::router4}));
    EXPECT_EQ(six.ip6().source, test::server6);
}

TEST(refusal, tells_the_mtu_of_what_is_too_big) {
    refused_packet four({.frame_size = 1514});
    ASSERT_TRUE(four.told(refusal::too_big, router, 1400));
    EXPECT_EQ(four.icmp().sequence.host(), 1400);
    EXPECT_EQ(four.icmp().identifier.host(), 0);
    refused_packet six(test::spec6({.frame_size = 1514}));
    ASSERT_TRUE(six.told(refusal::too_big, router, 1400));
    EXPECT_EQ(six.at<be32>(six.descriptor().l4 + 4U).host(), 1400);
}

TEST(refusal, quotes_as_much_as_routers_may) {
    for (const std::size_t size : {575U, 576U, 1295U, 1500U}) {
        refused_packet four({.frame_size = 14 + size});
        ASSERT_TRUE(four.told(refusal::time_exceeded, router));
        EXPECT_EQ(four.ip4().total_length.host(), std::min<std::size_t>(28 + size, 576));
        EXPECT_EQ(four.quoted(), four.sent().substr(0, 548));

        refused_packet six(test::spec6({.frame_size = 14 + size}));
        ASSERT_TRUE(six.told(refusal::time_exceeded, router));
        EXPECT_EQ(six.ip6().payload_length.host() + 40U, std::min<std::size_t>(48 + size, 1280));
        EXPECT_EQ(six.quoted(), six.sent().substr(0, 1232));
    }
}

TEST(refusal, does_not_quote_padding) {
    std::vector<std::byte> bytes = build_packet({});
    ASSERT_EQ(bytes.size(), 60);
    bytes.resize(64, std::byte{0xee});
    refused_packet padded(bytes);
    ASSERT_TRUE(padded.told(refusal::port_unreachable, router));
    EXPECT_EQ(padded.quoted(), padded.sent().substr(0, 46));
}

TEST(refusal, of_several_segments_gives_their_frames_back) {
    for (const std::size_t first : {std::size_t{300}, std::size_t{1500}}) {
        refused_packet four(build_packet({.frame_size = 9014}), first);
        ASSERT_TRUE(four.told(refusal::too_big, router, 1500));
        EXPECT_EQ(four.quoted(), four.sent().substr(0, std::min<std::size_t>(first - 14, 548)));

        refused_packet six(build_packet(test::spec6({.frame_size = 9014})), first);
        ASSERT_TRUE(six.told(refusal::too_big, router, 1500));
        EXPECT_EQ(six.quoted(), six.sent().substr(0, std::min<std::size_t>(first - 14, 1232)));
    }
}

TEST(refusal, of_odd_packets_is_told_unless_they_are_later_fragments) {
    for (const auto& rows : {test::ipv4_packets, test::ipv6_packets})
        for (const test::packet_row& row : rows) {
            SCOPED_TRACE(row.name);
            refused_packet p(test::from_hex(row.hex));
            const packet_type type = row.expected.type;
            EXPECT_EQ(p.told(refusal::prohibited, router), type.is_ip() && type.fragment != fragment_type::later);
        }
}

TEST(refusal, quotes_options_and_extension_headers) {
    const auto row = [](const auto& rows, const std::string& name) {
        return test::from_hex(std::ranges::find(rows, name, &test::packet_row::name)->hex);
    };
    for (const auto& bytes : {row(test::ipv4_packets, "ip4_longest_options"), row(test::ipv6_packets, "routing6"),
                              row(test::ipv6_packets, "all_extensions6")}) {
        refused_packet p(bytes);
        ASSERT_TRUE(p.told(refusal::prohibited, router));
        EXPECT_EQ(p.quoted(), p.sent());
        EXPECT_FALSE(packet_type::from_bits(p.descriptor().type).has_options);
    }
}

TEST(refusal, is_marked_as_control_traffic_and_is_not_fragmented) {
    refused_packet four(packet_spec{});
    ASSERT_TRUE(four.told(refusal::host_unreachable, router));
    EXPECT_EQ(four.ip4().tos, 0xc0);
    EXPECT_EQ(four.ip4().ttl, 64);
    EXPECT_EQ(four.ip4().fragment.host(), ipv4_header::dont_fragment);
    refused_packet six(test::spec6({}));
    ASSERT_TRUE(six.told(refusal::host_unreachable, router));
    EXPECT_EQ(six.ip6().version_class_flow.host(), 0x6c000000U);
    EXPECT_EQ(six.ip6().hop_limit, 64);
}

TEST(refusal, needs_room_in_front_of_the_packet) {
    const std::vector<std::byte> bytes = build_packet({});
    for (const std::uint32_t room : {27U, 28U}) {
        test::frames memory;
        burst b(memory.pool);
        std::byte* const data = memory.pool.at(memory.pool.take()) + frame_reserved + room;
        std::ranges::copy(bytes, data);
        b.push(data, static_cast<std::uint32_t>(bytes.size()), 0);
        parse_headers()(b);
        EXPECT_EQ(refuse(b, b[0], refusal::prohibited), room == 28);
        EXPECT_EQ(b[0].data, room == 28 ? data - 28 : data);
    }
}

} // namespace THIS_TEST
} // namespace xdpk
