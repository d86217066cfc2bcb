// SPDX-License-Identifier: BSD-3-Clause
// Fragments of flows that leave with the other IP version.
#include <xdpk/stage/flow_cache.hpp>

#include "translating_stage.hpp"

#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"

#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<translating_stage>;

const ipv4_address server4{{198, 51, 100, 7}};

class FlowTranslateFragments : public testing::Test {
protected:
    cache cache_{flow_cache_config{.flows = 32, .seed = 0}, translating_stage{}};
    flow_rig<cache> rig_{cache_};
};

/// An IPv4 datagram of 48 bytes to `behind_which` in three fragments.
std::vector<bytes> fragments(ip_proto protocol, std::uint16_t id, bool checksum = true) {
    bytes whole = build_packet(packet_spec{.source = server4,
                                           .destination = behind_which,
                                           .protocol = protocol,
                                           .source_port = id,
                                           .frame_size = 14 + 20 + 48});
    if (!checksum)
        header_at<udp_header>(std::span(whole), 34)->checksum = be16{};
    std::vector<bytes> list;
    for (std::uint16_t part = 0; part < 3; ++part) {
        ipv4_header ip = *header_at<ipv4_header>(std::span(whole), sizeof(ethernet_header));
        ip.total_length = be16{36};
        ip.id = be16{id};
        ip.fragment = be16{static_cast<std::uint16_t>(part * 2 | (part < 2 ? ipv4_header::more_fragments : 0))};
        ip.checksum = header_checksum(ip);
        const auto from = whole.begin() + 34 + part * 16;
        list.push_back(ip_frame(ip, bytes(from, from + 16)));
    }
    return list;
}

TEST_F(FlowTranslateFragments, fragments_become_fragments_and_come_back) {
    const std::vector<passed> in = rig_.pass(fragments(ip_proto::udp, 7));
    bytes payload;
    for (const passed& p : in) {
        ASSERT_TRUE(p.sound());
        ASSERT_EQ(p.bytes.size(), 14 + 48 + 16);
        EXPECT_EQ(p.key().destination_address(), ip_address(inside));
        EXPECT_EQ(header_at<ipv6_fragment>(std::span(p.bytes), 54)->id, be32{7});
        payload.insert(payload.end(), p.bytes.begin() + 62, p.bytes.end());
    }
    ipv6_header ip = *header_at<ipv6_header>(std::span(in[0].bytes), 14);
    ip.payload_length = be16{48};
    ip.next_header = ip_proto::udp;
    EXPECT_TRUE(passed{ip_frame(ip, payload)}.sound()) << "put together they have the right checksum";

    // Sent back they are the flow's replies.
    for (const passed& p : in) {
        bytes back = p.bytes;
        auto& six = *header_at<ipv6_header>(std::span(back), 14);
        std::swap(six.source, six.destination);
        if (header_at<ipv6_fragment>(std::span(back), 54)->fragment_offset() == 0)
            std::swap_ranges(back.begin() + 62, back.begin() + 64, back.begin() + 64);
        const passed out = rig_.pass(back);
        EXPECT_TRUE(out.sound());
        EXPECT_EQ(out.bytes.size(), 14 + 20 + 16);
        const auto& four = *header_at<ipv4_header>(std::span(out.bytes), 14);
        EXPECT_EQ(four.destination, server4);
        EXPECT_EQ(four.id, be16{7});
    }
    EXPECT_EQ(rig_.counter("decided"), 1);
}

TEST_F(FlowTranslateFragments, fragments_whose_checksum_cannot_be_known_are_dropped) {
    EXPECT_EQ(rig_.pass(fragments(ip_proto::udp, 8, false))[0].out, to_drop);
    for (const passed& p : rig_.pass(fragments(ip_proto::icmp, 9)))
        EXPECT_EQ(p.out, to_drop);
    EXPECT_EQ(rig_.counter("untranslatable"), 4);
}

} // namespace THIS_TEST
} // namespace xdpk::test
