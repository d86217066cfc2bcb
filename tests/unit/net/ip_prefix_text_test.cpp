// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_prefix_text.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

TEST(ip_prefix_text, reads_what_it_writes) {
    for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/24", "192.0.2.1/32"}) {
        const auto prefix = parse_ipv4_prefix(text);
        ASSERT_TRUE(prefix) << text;
        EXPECT_EQ(to_string(*prefix), text);
    }
    for (const char* text : {"::/0", "2001:db8::/32", "2001:db8::1/128"}) {
        const auto prefix = parse_ipv6_prefix(text);
        ASSERT_TRUE(prefix) << text;
        EXPECT_EQ(to_string(*prefix), text);
    }
}

TEST(ip_prefix_text, an_address_alone_is_a_block_of_one) {
    EXPECT_EQ(parse_ipv4_prefix("192.0.2.1")->length, 32);
    EXPECT_EQ(parse_ipv6_prefix("2001:db8::1")->length, 128);
}

TEST(ip_prefix_text, takes_nothing_else) {
    for (const char* text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/-1",
                             "10.0.0.0/8/8", "10.0.0.0/8 ", "10.0.0/8", "10.0.0.0/255.0.0.0", "2001:db8::/32"})
        EXPECT_FALSE(parse_ipv4_prefix(text)) << text;
    for (const char* text : {"", "2001:db8::/129", "2001:db8::/0x20", "2001:db8/32", "10.0.0.0/8"})
        EXPECT_FALSE(parse_ipv6_prefix(text)) << text;
}

} // namespace THIS_TEST
} // namespace xdpk
