// SPDX-License-Identifier: BSD-3-Clause
#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"
#include "refused_packet.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::refused_packet;

constexpr std::uint32_t sequence = 0xfffffff0;
constexpr std::uint32_t acknowledged = 0x12345678;

/// A segment with those numbers.
std::vector<std::byte> segment_of(packet_spec spec, std::uint8_t flags, std::size_t payload) {
    spec.protocol = ip_proto::tcp;
    spec.tcp_flags = flags;
    constexpr std::byte content{0xab};
    spec.payload = {&content, 1};
    const bool v4 = std::holds_alternative<ipv4_address>(spec.source);
    const std::size_t l4 = 14U + 4U * (spec.vlans[0] != 0) + 4U * (spec.vlans[1] != 0) + (v4 ? 20U : 40U);
    spec.frame_size = std::max<std::size_t>(60, l4 + 20 + payload);
    std::vector<std::byte> bytes = build_packet(spec);
    auto& tcp = *header_at<tcp_header>(std::span(bytes), l4);
    tcp.sequence = be32{sequence};
    tcp.acknowledgement = be32{acknowledged};
    return bytes;
}

class tcp_reset : public testing::TestWithParam<bool> {
protected:
    [[nodiscard]] static packet_spec base(std::array<std::uint16_t, 2> vlans = {}) {
        return GetParam() ? test::spec6({.vlans = vlans}) : packet_spec{.vlans = vlans};
    }
};

INSTANTIATE_TEST_SUITE_P(families, tcp_reset, testing::Bool(),
                         [](const auto& info) { return info.param ? "ipv6" : "ipv4"; });

TEST_P(tcp_reset, of_a_segment_with_ack_has_the_acknowledged_sequence_number) {
    for (const std::array<std::uint16_t, 2> vlans : {std::array<std::uint16_t, 2>{}, {100}, {100, 7}}) {
        refused_packet p(segment_of(base(vlans), tcp_header::ack | tcp_header::psh, 1000));
        ASSERT_TRUE(p.told(refusal::rejected));
        EXPECT_EQ(p.tcp().flags, tcp_header::rst);
        EXPECT_EQ(p.tcp().sequence.host(), acknowledged);
        EXPECT_EQ(p.tcp().acknowledgement.host(), 0U);
        EXPECT_EQ(p.tcp().source_port.host(), 9);
        EXPECT_EQ(p.tcp().destination_port.host(), 1024);
        EXPECT_EQ(p.tcp().window.host(), 0);
        EXPECT_EQ(p.tcp().header_length(), 20U);
    }
}

TEST_P(tcp_reset, of_a_segment_without_ack_acknowledges_all_of_it) {
    struct row {
        std::uint8_t flags;
        std::size_t payload;
        std::uint32_t length;
    };
    for (const row& r : {row{tcp_header::syn, 0, 1}, row{tcp_header::syn, 32, 33}, row{0, 100, 100},
                         row{tcp_header::fin, 100, 101}, row{tcp_header::syn | tcp_header::fin, 100, 102}}) {
        std::vector<std::byte> bytes = segment_of(base(), r.flags, std::max<std::size_t>(r.payload, 6));
        if (r.payload == 0) // The IP packet ends with its TCP header; what follows is padding.
            GetParam() ? void(header_at<ipv6_header>(std::span(bytes), 14)->payload_length = be16{20})
                       : void(header_at<ipv4_header>(std::span(bytes), 14)->total_length = be16{40});
        refused_packet p(bytes);
        ASSERT_TRUE(p.told(refusal::rejected));
        EXPECT_EQ(p.tcp().flags, tcp_header::rst | tcp_header::ack);
        EXPECT_EQ(p.tcp().sequence.host(), 0U);
        EXPECT_EQ(p.tcp().acknowledgement.host(), sequence + r.length);
    }
}

TEST_P(tcp_reset, comes_from_the_destination_and_has_nothing_but_headers) {
    refused_packet p(segment_of(base(), tcp_header::syn, 900));
    ASSERT_TRUE(p.told(refusal::rejected, {.v4 = test::router4, .v6 = test::router6}));
    if (GetParam()) {
        EXPECT_EQ(p.ip6().source, test::server6);
        EXPECT_EQ(p.ip6().destination, test::client6);
        EXPECT_EQ(p.ip6().payload_length.host(), 20);
        EXPECT_EQ(p.after.size(), 74U);
    } else {
        EXPECT_EQ(p.ip4().source, test::server4);
        EXPECT_EQ(p.ip4().destination, test::client4);
        EXPECT_EQ(p.ip4().total_length.host(), 40);
        EXPECT_EQ(p.after.size(), 60U);
        EXPECT_EQ(p.after.substr(54), std::string(6, '\0'));
    }
}

TEST_P(tcp_reset, never_answers_a_reset) {
    for (const int flags : {0x04, 0x14, 0x06})
        EXPECT_FALSE(refused_packet(segment_of(base(), static_cast<std::uint8_t>(flags), 0)).told(refusal::rejected));
    // What is no reset may be: a filter that only ever prohibits.
    EXPECT_TRUE(refused_packet(segment_of(base(), tcp_header::rst, 0)).told(refusal::prohibited));
}

TEST_P(tcp_reset, of_several_segments_counts_them_all) {
    refused_packet p(segment_of(base(), tcp_header::fin, 9000), 1600);
    ASSERT_TRUE(p.told(refusal::rejected));
    EXPECT_EQ(p.tcp().acknowledgement.host(), sequence + 9001);
}

TEST(tcp_resets, of_odd_segments_leave_options_out) {
    for (const auto& rows : {test::ipv4_packets, test::ipv6_packets})
        for (const test::packet_row& row : rows) {
            if (row.expected.type.protocol != ip_proto::tcp || row.expected.l4_offset == 0)
                continue;
            SCOPED_TRACE(row.name);
            refused_packet p(test::from_hex(row.hex));
            ASSERT_TRUE(p.told(refusal::rejected));
            EXPECT_FALSE(packet_type::from_bits(p.descriptor().type).has_options);
            EXPECT_EQ(p.tcp().header_length(), 20U);
        }
}

} // namespace THIS_TEST
} // namespace xdpk
