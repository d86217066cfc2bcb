// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/tag_line.hpp>

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace xdpk::detail {
namespace THIS_TEST {

std::uint32_t slot_by_slot(const tag_line& line, std::uint32_t tag) {
    std::uint32_t found = 0;
    for (unsigned i = 0; i < tag_line::slots; ++i)
        found |= std::uint32_t{line.tags.at(i) == tag} << i;
    return found;
}

std::uint32_t candidates(const tag_line& line, std::uint32_t tag) {
    return slot_by_slot(line, tag) | (line.may_have_passed(tag) ? tag_line::go_on : 0);
}

/// Few different tags, so that there are several matches; the counters of the line look like tags.
std::vector<tag_line> random_lines(std::mt19937& random) {
    std::vector<tag_line> lines(100);
    for (tag_line& line : lines) {
        for (std::uint16_t& tag : line.tags)
            tag = static_cast<std::uint16_t>(random() % 5 * 0x3FFF);
        line.passed = line.passed_by = static_cast<std::uint16_t>(random() % 5 * 0x3FFF);
    }
    return lines;
}

TEST(TagLine, FindsASlotsTagAndNothingElse) {
    std::mt19937 random(std::random_device{}());
    for (const tag_line& line : random_lines(random))
        for (const std::uint32_t tag : {0U, 0x3FFFU, 0x7FFEU, 0xBFFDU, 0xFFFCU, 1U})
            ASSERT_EQ(line.match(tag), slot_by_slot(line, tag));
}

TEST(TagLine, EveryMatcherOfThisCpuAgrees) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<tag_line> lines = random_lines(random);
    for (const tag_matcher& matcher : tag_matchers()) {
        SCOPED_TRACE(matcher.name);
        for (std::size_t count = 0; matcher.usable && count <= tag_search::most; ++count) {
            tag_search search{};
            for (tag_place& place : search.places)
                place = {static_cast<std::uint32_t>(random() % lines.size()),
                         static_cast<std::uint32_t>(random() % 5 * 0x3FFF)};
            matcher.match(lines.data(), search, count);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_EQ(search.found[i], candidates(lines[search.places[i].line], search.places[i].tag));
        }
    }
    EXPECT_TRUE(tag_matchers().back().usable);
}

TEST(TagLine, KnowsWhoMayHavePassed) {
    tag_line line;
    EXPECT_FALSE(line.may_have_passed(0x1234));
    line.let_pass(0x1234);
    line.let_pass(0xF234);
    EXPECT_TRUE(line.may_have_passed(0x1234));
    EXPECT_TRUE(line.may_have_passed(0xFFFF));
    EXPECT_FALSE(line.may_have_passed(0x2234));
    line.forget_one();
    EXPECT_TRUE(line.may_have_passed(0x1234));
    line.forget_one();
    EXPECT_FALSE(line.may_have_passed(0x1234));
}

TEST(TagLine, WhatItCannotCountItNeverForgets) {
    tag_line line;
    for (int i = 0; i < 70000; ++i)
        line.let_pass(0x1234);
    for (int i = 0; i < 70000; ++i)
        line.forget_one();
    EXPECT_TRUE(line.may_have_passed(0x1234));
}

} // namespace THIS_TEST
} // namespace xdpk::detail
