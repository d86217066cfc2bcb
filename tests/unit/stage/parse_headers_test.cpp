// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/parse_headers.hpp>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/packet_builder.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using bytes = std::vector<std::byte>;

std::string text(const bytes& b) { return {reinterpret_cast<const char*>(b.data()), b.size()}; }

class ParseHeaders : public testing::Test {
protected:
    std::uint64_t counter(const std::string& name) const {
        for (const named_counter& c : stage_.counters())
            if (name == c.name)
                return c.value->get();
        ADD_FAILURE() << "no counter " << name;
        return 0;
    }
    void policy(checksum_policy p) {
        parse_config config;
        config.checksums[1] = p;
        stage_ = parse_headers(config);
    }
    /// The packet after it came in by port 1, in pieces that end at these offsets.
    bytes pass(const bytes& packet, const std::vector<std::size_t>& cuts = {}) {
        const std::string all = text(packet);
        std::vector<std::string> further;
        for (std::size_t i = 0; i < cuts.size(); ++i)
            further.push_back(all.substr(cuts[i], (i + 1 < cuts.size() ? cuts[i + 1] : all.size()) - cuts[i]));
        burst b(memory_.pool);
        test::put(b, all.substr(0, cuts.empty() ? all.size() : cuts[0]), 1, further);
        stage_(b);
        out_ = b[0];
        const std::string after = test::text_of(b, b[0]);
        const auto* from = reinterpret_cast<const std::byte*>(after.data());
        return {from, from + after.size()};
    }

    test::frames memory_;
    parse_headers stage_;
    packet out_{};
};

bytes with_bad_checksum(bytes packet, ip_proto protocol) {
    const std::size_t at = parse(packet).l4_offset + (protocol == ip_proto::tcp ? 16U : 6U);
    packet[at] ^= std::byte{0x55};
    return packet;
}

TEST_F(ParseHeaders, sets_type_offsets_and_hash) {
    const bytes packet = build_packet(packet_spec{.vlans = {5, 0}, .protocol = ip_proto::tcp});
    const parsed_packet at = parse(packet);
    pass(packet);
    EXPECT_EQ(out_.type, at.type.bits());
    EXPECT_EQ(out_.l3, at.l3_offset);
    EXPECT_EQ(out_.l4, at.l4_offset);
    EXPECT_EQ(out_.hash, flow_hash(extract_flow_key(packet, at).value()));
    EXPECT_EQ(out_.out_port, unrouted);
}

TEST_F(ParseHeaders, drops_malformed_packets_by_reason) {
    bytes packet = build_packet(packet_spec{});
    packet.resize(20);
    pass(packet);
    EXPECT_EQ(out_.out_port, to_drop);
    EXPECT_EQ(counter("ipv4_truncated"), 1);
    packet = build_packet(packet_spec{});
    packet[38] = std::byte{0xff};
    pass(packet);
    EXPECT_EQ(counter("udp_bad_length"), 1);
}

TEST_F(ParseHeaders, trusts_checksums_unless_told_otherwise) {
    pass(with_bad_checksum(build_packet(packet_spec{}), ip_proto::udp));
    EXPECT_EQ(out_.out_port, unrouted);
}

TEST_F(ParseHeaders, verifies_checksums) {
    policy(checksum_policy::verify);
    const bytes packet = build_packet(packet_spec{.protocol = ip_proto::tcp});
    pass(packet);
    EXPECT_EQ(out_.out_port, unrouted);
    pass(with_bad_checksum(packet, ip_proto::tcp));
    EXPECT_EQ(out_.out_port, to_drop);
    EXPECT_EQ(counter("transport_bad_checksum"), 1);
    bytes bad_header = packet;
    bad_header[24] ^= std::byte{1};
    pass(bad_header);
    EXPECT_EQ(out_.out_port, to_drop);
    EXPECT_EQ(counter("ipv4_bad_checksum"), 1);
}

TEST_F(ParseHeaders, recomputes_what_a_veth_peer_left_undone) {
    policy(checksum_policy::recompute);
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp}) {
        const bytes packet = build_packet(packet_spec{.protocol = protocol, .frame_size = 301});
        EXPECT_EQ(pass(with_bad_checksum(packet, protocol)), packet);
        packet_spec v6{.protocol = protocol, .frame_size = 301};
        v6.source = *parse_ipv6("2001:db8::1");
        v6.destination = *parse_ipv6("2001:db8::2");
        EXPECT_EQ(pass(with_bad_checksum(build_packet(v6), protocol)), build_packet(v6));
    }
}

TEST_F(ParseHeaders, covers_all_segments_also_odd_ones) {
    policy(checksum_policy::recompute);
    const bytes payload = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{5}, std::byte{8}};
    packet_spec spec{.protocol = ip_proto::udp, .frame_size = 1203};
    spec.payload = payload;
    const bytes packet = build_packet(spec);
    for (const std::vector<std::size_t>& cuts :
         {std::vector<std::size_t>{600}, {601}, {601, 702}, {601, 702, 1001}, {42, 43, 44}})
        EXPECT_EQ(pass(with_bad_checksum(packet, ip_proto::udp), cuts), packet);
}

TEST_F(ParseHeaders, leaves_udp_without_a_checksum_and_fragments_alone) {
    policy(checksum_policy::recompute);
    bytes packet = build_packet(packet_spec{});
    packet[40] = packet[41] = std::byte{0};
    EXPECT_EQ(pass(packet), packet);
    bytes fragment = with_bad_checksum(build_packet(packet_spec{.frame_size = 14 + 20 + 24}), ip_proto::udp);
    auto& ip = *header_at<ipv4_header>(std::span(fragment), sizeof(ethernet_header));
    ip.fragment = be16{ipv4_header::more_fragments};
    ip.checksum = be16{};
    ip.checksum = be16::from_raw(internet_checksum(std::span(fragment).subspan(14, 20)).raw());
    fragment.resize(14 + 20 + 24);
    EXPECT_EQ(pass(fragment), fragment);
    EXPECT_EQ(out_.out_port, unrouted);
}

} // namespace THIS_TEST
} // namespace xdpk
