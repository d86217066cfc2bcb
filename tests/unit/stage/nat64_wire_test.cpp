// SPDX-License-Identifier: BSD-3-Clause
// NAT64 as a flow cache does it: packets in, packets out.
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/nat.hpp>

#include "support/addresses.hpp"
#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"

#include <memory>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<nat>;

const char* const web = "64:ff9b::808:808"; // 8.8.8.8

nat_config config() {
    return {.pools = {{.name = "outside", .addresses = {block("192.0.2.1")}}},
            .nat64 = {{.name = "six", .pool = "outside", .source = block("fd00::/8")}}};
}

class Nat64Wire : public testing::Test {
protected:
    passed send(const char* from, const char* to, ip_proto protocol = ip_proto::udp, std::uint16_t port = 5000) {
        return rig_.pass(
            packet_spec{.source = ip(from), .destination = ip(to), .protocol = protocol, .source_port = port});
    }
    passed reply(const passed& to) { return rig_.pass(reply_to(to.key(), to.key().protocol)); }

    cache cache_{flow_cache_config{.flows = 32, .seed = 0}, nat{std::make_shared<const nat_rules>(config()), {}}};
    flow_rig<cache> rig_{cache_};
    frames memory_;
};

TEST_F(Nat64Wire, requests_and_answers_have_right_checksums) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6}) {
        const passed out = send("fd00::1", web, protocol);
        ASSERT_TRUE(out.sound());
        EXPECT_EQ(out.key().source_address(), ip("192.0.2.1"));
        EXPECT_EQ(out.key().destination_address(), ip("8.8.8.8"));
        packet_spec back = reply_to(out.key(), out.key().protocol);
        if (protocol == ip_proto::icmpv6)
            back.source_port = out.key().source_port.host();
        const passed in = rig_.pass(back);
        ASSERT_TRUE(in.sound());
        EXPECT_EQ(in.key().source_address(), ip(web));
        EXPECT_EQ(in.key().destination_address(), ip("fd00::1"));
        EXPECT_EQ(in.key().destination_port.host(), 5000);
    }
    EXPECT_EQ(rig_.counter("decided"), 3);
}

TEST_F(Nat64Wire, a_fragmented_datagram_is_one_flow) {
    const passed out = send("fd00::1", web);
    for (const std::uint16_t place : std::array<std::uint16_t, 2>{ipv4_header::more_fragments, 2}) {
        bytes part = build_packet(reply_to(out.key()));
        part.resize(14 + 20 + 16);
        auto& ip = *header_at<ipv4_header>(std::span(part), 14);
        ip.total_length = be16{36};
        ip.fragment = be16{place};
        ip.checksum = header_checksum(ip);
        const passed in = rig_.pass(part);
        EXPECT_TRUE(in.sound());
        EXPECT_EQ(in.key().destination_address(), test::ip("fd00::1"));
    }
}

TEST_F(Nat64Wire, an_error_from_a_private_router_comes_from_the_flows_end) {
    const passed out = send("fd00::1", web);
    const passed told = rig_.pass(error_about(out.bytes, ip("10.0.0.1"), 28));
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(told.key().source_address(), ip(web));
    EXPECT_EQ(told.key().destination_address(), ip("fd00::1"));
    const passed global = rig_.pass(error_about(out.bytes, ip("9.9.9.9"), 28));
    EXPECT_TRUE(global.sound());
    EXPECT_EQ(global.key().source_address(), ip("64:ff9b::909:909"));
}

TEST_F(Nat64Wire, an_error_from_inside_comes_from_the_external_address) {
    const passed out = send("fd00::1", web);
    const passed in = reply(out);
    const passed told = rig_.pass(error_about(in.bytes, ip("fd00::ff"), 1000));
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(told.key().source_address(), ip("192.0.2.1"));
    EXPECT_EQ(told.key().destination_address(), ip("8.8.8.8"));
}

TEST_F(Nat64Wire, mappings_end_with_their_flows) {
    send("fd00::1", web);
    EXPECT_EQ(cache_.stage<0>().mappings(0, 9).size(), 1);
    rig_.now += 1000;
    burst nothing(memory_.pool);
    cache_.run(nothing, rig_.now);
    EXPECT_EQ(cache_.flows().size(), 0);
    EXPECT_TRUE(cache_.stage<0>().mappings(0, 9).empty());
}

} // namespace THIS_TEST
} // namespace xdpk::test
