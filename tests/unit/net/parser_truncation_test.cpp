// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::test;

/// Where the headers of a whole packet end, layer by layer, and what is wrong when the bytes end earlier.
class layout {
public:
    explicit layout(const packet_row& row) : frame_(from_hex(row.hex)), at_(row.expected) {}

    [[nodiscard]] parse_error if_seen(std::size_t length) const {
        if (length < sizeof(ethernet_header))
            return parse_error::ethernet_truncated;
        if (length < at_.l3_offset)
            return parse_error::vlan_truncated;
        if (length < l3_end())
            return l3_truncated();
        if (length < extensions_end())
            return parse_error::ipv6_extension_truncated;
        return length < l4_end() ? l4_truncated() : parse_error::none;
    }

    [[nodiscard]] parse_error if_cut_to(std::size_t length) const {
        if (length < l3_end())
            return if_seen(length);
        if (length >= packet_end())
            return parse_error::none;
        return at_.type.l3 == l3_type::ipv4 ? parse_error::ipv4_past_frame : parse_error::ipv6_past_frame;
    }

private:
    template <class Header>
    [[nodiscard]] const Header& l3() const {
        return *header_at<Header>(frame_, at_.l3_offset);
    }

    [[nodiscard]] std::size_t l3_end() const {
        switch (at_.type.l3) {
        case l3_type::arp:
            return at_.l3_offset + sizeof(arp_ipv4);
        case l3_type::ipv4:
            return at_.l3_offset + l3<ipv4_header>().header_length();
        case l3_type::ipv6:
            return at_.l3_offset + sizeof(ipv6_header);
        default:
            return at_.l3_offset;
        }
    }

    [[nodiscard]] std::size_t packet_end() const {
        if (at_.type.l3 == l3_type::ipv4)
            return at_.l3_offset + l3<ipv4_header>().total_length.host();
        return l3_end() + (at_.type.is_ip() ? l3<ipv6_header>().payload_length.host() : 0U);
    }

    [[nodiscard]] std::size_t extensions_end() const {
        if (at_.l4_offset != 0)
            return at_.l4_offset;
        return l3_end() + (at_.type.l3 == l3_type::ipv6 && at_.type.has_options ? sizeof(ipv6_fragment) : 0U);
    }

    [[nodiscard]] std::size_t l4_end() const {
        if (at_.l4_offset == 0 || l4_truncated() == parse_error::none)
            return extensions_end();
        switch (at_.type.protocol) {
        case ip_proto::tcp:
            return at_.l4_offset + header_at<tcp_header>(frame_, at_.l4_offset)->header_length();
        case ip_proto::sctp:
            return at_.l4_offset + 12U;
        default:
            return at_.l4_offset + 8U;
        }
    }

    [[nodiscard]] parse_error l3_truncated() const {
        switch (at_.type.l3) {
        case l3_type::arp:
            return parse_error::arp_truncated;
        case l3_type::ipv4:
            return parse_error::ipv4_truncated;
        default:
            return parse_error::ipv6_truncated;
        }
    }

    [[nodiscard]] parse_error l4_truncated() const {
        const bool v4 = at_.type.l3 == l3_type::ipv4;
        switch (at_.type.protocol) {
        case ip_proto::tcp:
            return parse_error::tcp_truncated;
        case ip_proto::udp:
            return parse_error::udp_truncated;
        case ip_proto::sctp:
            return parse_error::sctp_truncated;
        case ip_proto::icmp:
            return v4 ? parse_error::icmp_truncated : parse_error::none;
        case ip_proto::icmpv6:
            return v4 ? parse_error::none : parse_error::icmpv6_truncated;
        default:
            return parse_error::none;
        }
    }

    std::vector<std::byte> frame_;
    parsed_packet at_;
};

class truncated : public testing::TestWithParam<packet_row> {};

void expect_error(const parsed_packet& found, parse_error error, const parsed_packet& whole) {
    if (error == parse_error::none) {
        ASSERT_EQ(found, whole);
        return;
    }
    ASSERT_STREQ(name(found.error), name(error));
    ASSERT_TRUE(found.type.malformed);
    ASSERT_EQ(found.l4_offset, 0);
    ASSERT_TRUE(found.l3_offset == 0 || found.l3_offset == whole.l3_offset);
}

std::vector<std::byte> first_bytes(const std::string& hex, std::size_t length) {
    return from_hex(std::string_view(hex).substr(0, 2 * length));
}

TEST_P(truncated, in_the_first_segment) {
    const std::size_t whole = GetParam().hex.size() / 2;
    for (std::size_t length = 0; length < whole; ++length) {
        SCOPED_TRACE(length);
        expect_error(parse(first_bytes(GetParam().hex, length), whole), layout(GetParam()).if_seen(length),
                     GetParam().expected);
    }
}

TEST_P(truncated, on_the_wire) {
    for (std::size_t length = 0; length < GetParam().hex.size() / 2; ++length) {
        SCOPED_TRACE(length);
        expect_error(parse(first_bytes(GetParam().hex, length)), layout(GetParam()).if_cut_to(length),
                     GetParam().expected);
    }
}

std::string row_name(const testing::TestParamInfo<packet_row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(ipv4, truncated, testing::ValuesIn(ipv4_packets), row_name);
INSTANTIATE_TEST_SUITE_P(ipv6, truncated, testing::ValuesIn(ipv6_packets), row_name);

} // namespace THIS_TEST
