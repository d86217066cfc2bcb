// SPDX-License-Identifier: BSD-3-Clause
// Packets that would be too big for their way out with the other IP version: their senders are told, in their version.
#include <xdpk/net/checksum.hpp>
#include <xdpk/stage/flow_cache.hpp>

#include "translating_stage.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>
#include <tuple>

namespace xdpk::test {
namespace THIS_TEST {

using bytes = std::vector<std::byte>;

constexpr ipv4_address own4{{192, 0, 2, 254}};
constexpr ipv6_address own6{{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
const ipv4_address server4{{198, 51, 100, 7}};
const ipv6_address server6 = embed(server4, translation_prefix.address, translation_prefix.length);
constexpr port_id way_out = 2;
constexpr std::size_t ethernet = sizeof(ethernet_header);

/// All flows leave by one hop or tunnel.
struct routed_stage {
    std::uint16_t hop = 0;
    std::uint16_t tunnel = 0;

    void decide(flow_decision& d) noexcept {
        translating_stage{}.decide(d);
        d.hop = d.reply_hop = hop;
        d.tunnel = d.reply_tunnel = tunnel;
    }
};

packet_spec four(std::size_t length) {
    return {.source = server4,
            .destination = behind_which,
            .protocol = ip_proto::udp,
            .source_port = 80,
            .destination_port = 1234,
            .frame_size = ethernet + length};
}
packet_spec six(std::size_t length) {
    packet_spec spec = four(length);
    spec.source = inside;
    spec.destination = server6;
    return spec;
}

class FlowTranslateMtu : public testing::Test {
protected:
    using cache = flow_cache<routed_stage>;
    static constexpr std::uint16_t not_told = 0;

    FlowTranslateMtu() { hops_->fix(hop_, {{2, 0, 0, 0, 0, 2}}, {{2, 0, 0, 0, 0, 1}}); }

    cache with_mtu(std::uint16_t mtu, std::vector<tunnel_header> tunnels = {}) const {
        const auto tunnel = static_cast<std::uint16_t>(tunnels.size());
        flow_cache_config config{
            .flows = 32, .hops = hops_, .tunnels = std::move(tunnels), .own_addresses = {.v4 = own4, .v6 = own6}};
        config.mtu[way_out] = mtu;
        return cache(config, routed_stage{hop_, tunnel});
    }

    /// The MTU that the packet's sender is told; the packet was forwarded otherwise.
    static std::uint16_t told(cache& c, const bytes& frame) {
        flow_rig<cache> rig(c);
        const passed out = rig.pass(frame);
        EXPECT_TRUE(out.sound());
        if (out.out == way_out)
            return not_told;
        EXPECT_EQ(out.out, rig.in_port);
        return mtu_in(out.bytes, frame);
    }
    static std::uint16_t told(cache& c, const packet_spec& spec) { return told(c, build_packet(spec)); }

    static std::uint16_t mtu_in(const bytes& out, const bytes& sent) {
        const parsed_packet at = parse(out);
        const auto& icmp = *header_at<icmp_header>(std::span(out), at.l4_offset);
        const std::size_t quoted = at.l4_offset + sizeof(icmp_header);
        const bool v4 = at.type.l3 == l3_type::ipv4;
        EXPECT_EQ(std::tuple(icmp.type, icmp.code), v4 ? std::tuple(3, 4) : std::tuple(2, 0));
        if (v4)
            EXPECT_EQ(header_at<ipv4_header>(std::span(out), at.l3_offset)->source, own4);
        else
            EXPECT_EQ(header_at<ipv6_header>(std::span(out), at.l3_offset)->source, own6);
        EXPECT_TRUE(std::equal(out.begin() + static_cast<std::ptrdiff_t>(quoted), out.end(), sent.begin() + ethernet))
            << "not quoted as it came";
        return icmp.sequence.host();
    }

    std::shared_ptr<hop_table> hops_ = std::make_shared<hop_table>(16);
    std::uint16_t hop_ = hops_->find_or_make({way_out, ip_address(own4)});
};

TEST_F(FlowTranslateMtu, ipv4_senders_are_told_what_is_left_of_ipv6s) {
    cache c = with_mtu(1400);
    EXPECT_EQ(told(c, four(1380)), not_told);
    EXPECT_EQ(told(c, four(1381)), 1380);
    EXPECT_EQ(told(c, four(1400)), 1380);
}

TEST_F(FlowTranslateMtu, a_fragment_header_is_counted) {
    cache c = with_mtu(1400);
    const auto fragment = [](std::size_t length) {
        bytes frame = build_packet(four(length));
        auto& ip = *header_at<ipv4_header>(std::span(frame), ethernet);
        ip.fragment = be16{ipv4_header::more_fragments};
        ip.checksum = {};
        ip.checksum = header_checksum(ip);
        return frame;
    };
    EXPECT_EQ(told(c, fragment(1372)), not_told);
    EXPECT_EQ(told(c, fragment(1380)), 1372);
}

TEST_F(FlowTranslateMtu, ipv6_senders_are_told_20_bytes_more) {
    cache c = with_mtu(1400);
    EXPECT_EQ(told(c, six(1420)), not_told);
    EXPECT_EQ(told(c, six(1421)), 1420);
    cache narrow = with_mtu(576);
    EXPECT_EQ(told(narrow, six(1300)), 1280) << "less is not an MTU of IPv6";
}

TEST_F(FlowTranslateMtu, a_tunnels_is_that_of_what_it_carries) {
    const tunnel_header tunnel = make_tunnel({.source = own4, .destination = server4, .mtu = 1420});
    ASSERT_EQ(inner_mtu(tunnel), 1400);
    cache c = with_mtu(0, {tunnel});
    EXPECT_EQ(told(c, four(1380)), not_told);
    EXPECT_EQ(told(c, four(1381)), 1380);
    EXPECT_EQ(told(c, six(1420)), not_told);
}

TEST_F(FlowTranslateMtu, without_one_all_goes) {
    cache c = with_mtu(0);
    EXPECT_EQ(told(c, four(1500)), not_told);
}

} // namespace THIS_TEST
} // namespace xdpk::test
