// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_address.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;

TEST(ip_address, reads_ipv4) {
    EXPECT_EQ(parse_ipv4("198.18.0.1"), (ipv4_address{{198, 18, 0, 1}}));
    EXPECT_EQ(parse_ipv4("255.255.255.255"), ipv4_address::from_integer(0xffffffff));
}

TEST(ip_address, reads_ipv6) {
    const ipv6_address expected{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    EXPECT_EQ(parse_ipv6("2001:db8::1"), expected);
    EXPECT_EQ(parse_ipv6("2001:0DB8:0:0:0:0:0:1"), expected);
    EXPECT_EQ(parse_ipv6("::ffff:1.2.3.4")->bytes[12], 1);
}

TEST(ip_address, reads_either_family) {
    EXPECT_TRUE(std::holds_alternative<ipv4_address>(parse_ip("10.0.0.1").value()));
    EXPECT_TRUE(std::holds_alternative<ipv6_address>(parse_ip("::").value()));
}

TEST(ip_address, prints_what_it_reads) {
    for (const char* text : {"0.0.0.0", "198.18.255.1", "::", "fe80::1", "2001:db8:0:1:2:3:4:5"})
        EXPECT_EQ(to_string(parse_ip(text).value()), text);
}

TEST(ip_address, refuses_everything_else) {
    using namespace std::string_view_literals;
    for (const std::string_view text : {""sv, "1.2.3"sv, "1.2.3.256"sv, "1.2.3.4 "sv, "1.2.3.4/8"sv, "01.2.3.4.5"sv,
                                        ":::"sv, "1::2::3"sv, "fe80::1%eth0"sv, "1.2.3.4\0x"sv, "g::"sv})
        EXPECT_FALSE(parse_ip(text).has_value()) << text;
}

TEST(ip_address, orders_numerically) {
    EXPECT_LT((ipv4_address{{9, 255, 0, 0}}), (ipv4_address{{10, 0, 0, 0}}));
    EXPECT_LT(parse_ipv6("fe80::1").value(), parse_ipv6("fe80::2").value());
}

} // namespace THIS_TEST
