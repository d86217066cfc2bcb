// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/stamp.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <algorithm>
#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;

constexpr stamp value{be32{stamp::expected_magic}, be16{0x1234}, be32{0xfedcba98}, be64{0x0123456789abcdef}};

std::vector<packet_spec> packets() {
    const ip_address source6 = *parse_ip("2001:db8::1");
    const ip_address destination6 = *parse_ip("2001:db8::2");
    return {
        {},
        {.protocol = ip_proto::tcp, .frame_size = 90},
        {.protocol = ip_proto::icmp},
        {.vlans = {5}, .frame_size = 65},
        {.source = source6, .destination = destination6, .frame_size = 80},
        {.source = source6, .destination = destination6, .protocol = ip_proto::icmpv6, .frame_size = 1514},
    };
}

// The builder computes checksums over everything; the stamper only updates them. A stamp given to the builder as
// payload must make the same packet.
TEST(stamper, makes_what_the_builder_makes_of_the_same_payload) {
    for (packet_spec spec : packets()) {
        std::vector<std::byte> stamped = build_packet(spec);
        const stamper stamps(stamped);
        stamps.apply(stamped, value);
        std::vector<std::byte> payload(stamped.begin() + static_cast<std::ptrdiff_t>(stamps.offset()), stamped.end());
        EXPECT_TRUE(std::ranges::equal(std::span(payload).first(sizeof(stamp)), std::as_bytes(std::span(&value, 1))));
        spec.payload = payload;
        EXPECT_EQ(build_packet(spec), stamped);
    }
}

TEST(stamper, replaces_a_stamp) {
    std::vector<std::byte> once = build_packet({});
    std::vector<std::byte> twice = once;
    const stamper stamps(once);
    stamps.apply(once, value);
    stamps.apply(twice, {be32{1}, be16{2}, be32{3}, be64{4}});
    stamps.apply(twice, value);
    EXPECT_EQ(once, twice);
}

TEST(stamper, stands_behind_the_headers) {
    EXPECT_EQ(stamper(build_packet({})).offset(), 14U + 20 + 8);
    EXPECT_EQ(stamper(build_packet({.vlans = {1, 2}, .protocol = ip_proto::tcp, .frame_size = 99})).offset(),
              14U + 8 + 20 + 20);
}

TEST(stamper, refuses_what_has_no_room) {
    EXPECT_THROW(stamper(build_packet({.frame_size = 59})), error);
    EXPECT_NO_THROW(stamper(build_packet({.frame_size = 60})));
    EXPECT_THROW(stamper(std::vector<std::byte>(60)), error);
}

} // namespace THIS_TEST
