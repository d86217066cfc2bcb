// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/embedded_address.hpp>

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

struct row {
    unsigned length;
    std::string prefix;
    std::string embedded;
};

/// RFC 6052, section 2.4: 192.0.2.33 behind prefixes of each length.
const row rows[] = {
    {32, "2001:db8::", "2001:db8:c000:221::"},
    {40, "2001:db8:100::", "2001:db8:1c0:2:21::"},
    {48, "2001:db8:122::", "2001:db8:122:c000:2:2100::"},
    {56, "2001:db8:122:300::", "2001:db8:122:3c0:0:221::"},
    {64, "2001:db8:122:344::", "2001:db8:122:344:c0:2:2100::"},
    {96, "2001:db8:122:344::", "2001:db8:122:344::c000:221"},
    {96, "64:ff9b::", "64:ff9b::c000:221"},
};

TEST(EmbeddedAddress, stands_where_the_rfc_says) {
    const ipv4_address address{{192, 0, 2, 33}};
    for (const row& r : rows) {
        const ipv6_address made = embed(address, *parse_ipv6(r.prefix), r.length);
        EXPECT_EQ(to_string(made), to_string(*parse_ipv6(r.embedded))) << r.length;
        EXPECT_EQ(embedded_in(made, r.length), address) << r.length;
    }
}

TEST(EmbeddedAddress, nothing_of_what_is_behind_the_prefix_stays) {
    const ipv6_address all = *parse_ipv6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    EXPECT_EQ(embed({{192, 0, 2, 33}}, all, 40), *parse_ipv6("ffff:ffff:ffc0:2:21::"));
    EXPECT_EQ(embed({{192, 0, 2, 33}}, all, 96), *parse_ipv6("ffff:ffff:ffff:ffff:ff:ffff:c000:221"));
}

TEST(EmbeddedAddress, prefixes_have_one_of_six_lengths) {
    unsigned count = 0;
    for (unsigned length = 0; length <= 128; ++length)
        count += is_translation_prefix_length(length);
    EXPECT_EQ(count, 6);
    for (const row& r : rows)
        EXPECT_TRUE(is_translation_prefix_length(r.length));
}

TEST(EmbeddedAddress, private_and_special_addresses_are_not_global) {
    for (const std::string text :
         {"0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
          "192.168.255.1", "198.19.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "255.255.255.255"})
        EXPECT_FALSE(is_global(*parse_ipv4(text))) << text;
    for (const std::string text :
         {"8.8.8.8", "100.128.0.1", "172.32.0.1", "192.169.0.1", "198.20.0.1", "223.255.255.1"})
        EXPECT_TRUE(is_global(*parse_ipv4(text))) << text;
}

} // namespace THIS_TEST
} // namespace xdpk
