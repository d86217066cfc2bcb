// SPDX-License-Identifier: BSD-3-Clause
// ICMP errors about flows that leave with the other IP version.
#include <xdpk/stage/flow_cache.hpp>

#include "translating_stage.hpp"

#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"

#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<translating_stage>;

const ipv4_address server4{{198, 51, 100, 7}};
const ipv6_address server6 = embed(server4, translation_prefix.address, translation_prefix.length);
const ipv4_address router4{{10, 0, 0, 1}};
const ipv6_address router6 = *parse_ipv6("2001:db8:ffff::1");

class FlowTranslateRelated : public testing::Test {
protected:
    passed send(ip_proto protocol, std::size_t size = 200) {
        return rig_.pass(packet_spec{
            .source = inside, .destination = server6, .protocol = protocol, .source_port = 1234, .frame_size = size});
    }
    /// What comes back to `inside`.
    passed answer(ip_proto protocol, std::size_t size = 200) {
        packet_spec spec = reply_to(send(protocol).key(), protocol);
        if (protocol == ip_proto::icmpv6) {
            spec.protocol = ip_proto::icmp;
            spec.source_port = spec.destination_port;
        }
        spec.frame_size = size;
        return rig_.pass(spec);
    }

    cache cache_{flow_cache_config{.flows = 32, .seed = 0}, translating_stage{}};
    flow_rig<cache> rig_{cache_};
};

const icmp_header& icmp_of(const bytes& frame) {
    return *header_at<icmp_header>(std::span(frame), parse(frame).l4_offset);
}

/// The error with another type, code and rest.
bytes with(bytes error, std::uint8_t type, std::uint8_t code, std::uint32_t rest = 0) {
    auto& icmp = *header_at<icmp_header>(std::span(error), parse(error).l4_offset);
    ones_complement_sum change;
    change.replace(be16{static_cast<std::uint16_t>(icmp.type << 8U | icmp.code)},
                   be16{static_cast<std::uint16_t>(type << 8U | code)});
    icmp.type = type;
    icmp.code = code;
    icmp.identifier = be16{static_cast<std::uint16_t>(rest >> 16U)};
    icmp.sequence = be16{static_cast<std::uint16_t>(rest)};
    change.add(be32{rest});
    icmp.checksum = updated_checksum(icmp.checksum, change);
    return error;
}

/// The packet in an error, as a frame of its own.
bytes quoted_in(const bytes& frame) {
    const parsed_packet at = parse(frame);
    bytes inner(frame.begin(), frame.begin() + sizeof(ethernet_header));
    inner.insert(inner.end(), frame.begin() + at.l4_offset + sizeof(icmp_header), frame.end());
    header_at<ethernet_header>(std::span(inner), 0)->type =
        big_endian{(inner[14] >> 4U) == std::byte{4} ? ether_type::ipv4 : ether_type::ipv6};
    return inner;
}

TEST_F(FlowTranslateRelated, an_ipv4_routers_error_speaks_of_the_ipv6_packet) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6})
        for (const std::size_t quoted : {28U, 40U, 61U, 1000U}) {
            const bytes sent = build_packet(packet_spec{.source = inside,
                                                        .destination = server6,
                                                        .protocol = protocol,
                                                        .source_port = 1234,
                                                        .frame_size = 200});
            const passed out = rig_.pass(sent);
            const passed back = rig_.pass(error_about(out.bytes, router4, quoted));
            ASSERT_TRUE(back.sound());
            EXPECT_EQ(back.key().source_address(),
                      ip_address(embed(router4, translation_prefix.address, translation_prefix.length)));
            EXPECT_EQ(back.key().destination_address(), ip_address(inside));
            EXPECT_EQ(icmp_of(back.bytes).type, 1);
            EXPECT_EQ(icmp_of(back.bytes).code, 0);
            const bytes told = quoted_in(back.bytes);
            EXPECT_EQ(told.size(), std::min<std::size_t>(sent.size(), 14 + quoted + 20));
            EXPECT_TRUE(std::equal(told.begin() + 14, told.end(), sent.begin() + 14));
        }
}

TEST_F(FlowTranslateRelated, an_ipv6_routers_error_speaks_of_the_ipv4_packet) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6}) {
        const passed in = answer(protocol);
        for (const std::size_t quoted : {48U, 61U, 1000U}) {
            const passed back = rig_.pass(error_about(in.bytes, router6, quoted));
            ASSERT_TRUE(back.sound());
            EXPECT_EQ(back.key().source_address(), ip_address(behind_which));
            EXPECT_EQ(back.key().destination_address(), ip_address(server4));
            EXPECT_EQ(icmp_of(back.bytes).type, 3);
            EXPECT_EQ(icmp_of(back.bytes).code, 1);
            const bytes told = quoted_in(back.bytes);
            const auto& ip = *header_at<ipv4_header>(std::span(told), 14);
            EXPECT_TRUE(has_valid_checksum(ip));
            EXPECT_EQ(ip.source, server4);
            EXPECT_EQ(ip.destination, behind_which);
            EXPECT_EQ(ip.total_length.host(), 200 - 14);
            EXPECT_TRUE(quoted < 1000 || passed{told}.sound());
        }
    }
}

TEST_F(FlowTranslateRelated, an_error_from_the_flows_end_comes_from_whom_the_sender_knows) {
    const passed out = send(ip_proto::udp);
    const bytes refused = with(error_about(out.bytes, server4, 28), 3, 3);
    const passed back = rig_.pass(refused);
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.key().source_address(), ip_address(server6));
    EXPECT_EQ(icmp_of(back.bytes).code, 4);
}

TEST_F(FlowTranslateRelated, mtus_are_those_of_the_other_version) {
    const passed out = send(ip_proto::tcp, 1480);
    const passed too_big = rig_.pass(with(error_about(out.bytes, router4, 500), 3, 4, 1400));
    EXPECT_TRUE(too_big.sound());
    EXPECT_EQ(icmp_of(too_big.bytes).type, 2);
    EXPECT_EQ(icmp_of(too_big.bytes).sequence, be16{1420});
    const passed in = answer(ip_proto::tcp);
    const passed needed = rig_.pass(with(error_about(in.bytes, router6, 500), 2, 0, 1300));
    EXPECT_TRUE(needed.sound());
    EXPECT_EQ(icmp_of(needed.bytes).type, 3);
    EXPECT_EQ(icmp_of(needed.bytes).code, 4);
    EXPECT_EQ(icmp_of(needed.bytes).sequence, be16{1280});
}

TEST_F(FlowTranslateRelated, an_error_without_a_counterpart_is_dropped) {
    const passed out = send(ip_proto::udp);
    EXPECT_EQ(rig_.pass(with(error_about(out.bytes, router4, 28), 4, 0)).out, to_drop);
    EXPECT_EQ(rig_.pass(with(error_about(out.bytes, router4, 28), 3, 14)).out, to_drop);
    EXPECT_EQ(rig_.counter("untranslatable"), 2);
}

TEST_F(FlowTranslateRelated, extensions_and_what_is_beyond_1280_bytes_are_cut_off) {
    const passed out = send(ip_proto::udp, 1450);
    const passed extended = rig_.pass(with(error_about(out.bytes, router4, 300), 11, 0, 32U << 16U));
    EXPECT_TRUE(extended.sound());
    EXPECT_EQ(extended.bytes.size(), 14 + 40 + 8 + 40 + 128 - 20);
    const passed long_one = rig_.pass(error_about(out.bytes, router4, 1400));
    EXPECT_TRUE(long_one.sound());
    EXPECT_EQ(long_one.bytes.size(), 14 + 1280);
    EXPECT_EQ(rig_.pass(with(error_about(out.bytes, router4, 300), 11, 0, 6U << 16U)).out, to_drop);
}

} // namespace THIS_TEST
} // namespace xdpk::test
