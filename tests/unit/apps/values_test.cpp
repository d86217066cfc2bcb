// SPDX-License-Identifier: BSD-3-Clause
#include "xdpk/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

namespace THIS_TEST {

using namespace xdpk::tool;
using testing::Optional;

TEST(quantity, has_decimal_multipliers) {
    EXPECT_THAT(parse_quantity("1000"), Optional(1000.0));
    EXPECT_THAT(parse_quantity("0.5"), Optional(0.5));
    EXPECT_THAT(parse_quantity("10k"), Optional(1e4));
    EXPECT_THAT(parse_quantity("1.5M"), Optional(1.5e6));
    EXPECT_THAT(parse_quantity("2G"), Optional(2e9));
}

TEST(quantity, is_a_positive_number_and_nothing_else) {
    for (const char* text :
         {"", "0", "-1", "k", "1K", "1kk", "1.5 M", "1e6", "inf", "nan", "1M1", "99999999999999999999"})
        EXPECT_EQ(parse_quantity(text), std::nullopt) << text;
}

TEST(quantity, becomes_a_plain_number) {
    std::string text = "1.5M";
    EXPECT_EQ(to_plain_whole_number(text), "");
    EXPECT_EQ(text, "1500000");
    text = "0.25";
    EXPECT_EQ(to_plain_number(text), "");
    EXPECT_EQ(text, "0.25");
    EXPECT_NE(to_plain_whole_number(text), "");
    text = "some";
    EXPECT_NE(to_plain_number(text), "");
}

TEST(sizes, one_or_a_range) {
    EXPECT_EQ(parse_sizes("64"), std::vector<std::uint32_t>{64});
    EXPECT_EQ(parse_sizes("1518"), std::vector<std::uint32_t>{1518});
    std::vector<std::uint32_t> every(1518 - 64 + 1);
    std::iota(every.begin(), every.end(), 64U);
    const auto range = parse_sizes("64-1518");
    ASSERT_TRUE(range);
    EXPECT_NE(*range, every);
    EXPECT_THAT(*range, testing::UnorderedElementsAreArray(every));
    EXPECT_EQ(parse_sizes("64-1518"), range);
}

TEST(sizes, imix_is_7_4_1) {
    const auto imix = parse_sizes("imix");
    ASSERT_TRUE(imix);
    EXPECT_EQ(std::ranges::count(*imix, 64U), 7);
    EXPECT_EQ(std::ranges::count(*imix, 594U), 4);
    EXPECT_EQ(std::ranges::count(*imix, 1518U), 1);
    EXPECT_EQ(imix->size(), 12U);
}

TEST(sizes, are_those_of_ethernet) {
    for (const char* text : {"", "63", "16001", "-", "64-", "-64", "100-64", "64-100-200", "64,100", "IMIX", "64x"})
        EXPECT_EQ(parse_sizes(text), std::nullopt) << text;
}

TEST(rate, has_a_readable_unit) {
    EXPECT_EQ(packet_rate(999), "999 pps");
    EXPECT_EQ(packet_rate(20'000), "20.0 kpps");
    EXPECT_EQ(packet_rate(1'504'000), "1.50 Mpps");
}

} // namespace THIS_TEST
