// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/flow_place.hpp>

#include "flow_keys.hpp"
#include "support/random_seed.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace xdpk::detail {
namespace THIS_TEST {

flow_hashing random_hashing(std::mt19937_64& random, std::uint32_t line_count) {
    flow_hashing hashing{.secrets = {}, .line_count = line_count};
    std::ranges::generate(hashing.secrets, [&] { return random(); });
    return hashing;
}

tag_place place(const flow_placer& placer, const flow_hashing& hashing, const flow_key& key) {
    const std::vector<tag_line> lines(hashing.line_count);
    tag_place its{};
    placer.place(hashing, &key, 1, lines.data(), &its);
    return its;
}

TEST(flow_place, is_the_same_alone_and_among_others) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const flow_hashing hashing = random_hashing(random, 1000);
    const std::vector<tag_line> lines(hashing.line_count);
    std::array<flow_key, tag_search::most> keys{};
    for (std::uint32_t i = 0; i < keys.size(); ++i)
        keys[i].source[i % 16] = static_cast<std::uint8_t>(i + 1);
    for (const flow_placer& placer : flow_placers()) {
        if (!placer.usable)
            continue;
        std::array<tag_place, tag_search::most> places{};
        placer.place(hashing, keys.data(), keys.size(), lines.data(), places.data());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            EXPECT_EQ(places[i].line, place(placer, hashing, keys[i]).line);
            EXPECT_EQ(places[i].tag, place(placer, hashing, keys[i]).tag);
            EXPECT_LT(places[i].line, hashing.line_count);
            EXPECT_NE(places[i].tag, tag_line::no_tag);
        }
    }
    EXPECT_TRUE(flow_placers().back().usable);
}

/// Keys that differ in one bit are as far from each other as any.
TEST(flow_place, depends_on_every_bit_of_the_key) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const flow_hashing hashing = random_hashing(random, 4096);
    for (const flow_placer& placer : flow_placers()) {
        if (!placer.usable)
            continue;
        SCOPED_TRACE(placer.name);
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
        for (std::size_t bit = 0; bit < sizeof(flow_key) * 8; ++bit) {
            std::array<std::uint8_t, sizeof(flow_key)> bytes{};
            bytes[bit / 8] = static_cast<std::uint8_t>(1U << bit % 8);
            const tag_place its = place(placer, hashing, std::bit_cast<flow_key>(bytes));
            seen.emplace(its.line, its.tag);
        }
        EXPECT_GE(seen.size(), sizeof(flow_key) * 8 - 2); // of 2^28 places two are rarely the same
    }
}

/// Keys as they come, numbered, fill the lines evenly, whatever the secrets.
TEST(flow_place, spreads_numbered_keys_evenly) {
    constexpr std::uint32_t lines = 64;
    constexpr std::uint32_t per_line = 1000;
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const flow_hashing hashing = random_hashing(random, lines);
    for (const flow_placer& placer : flow_placers()) {
        if (!placer.usable)
            continue;
        SCOPED_TRACE(placer.name);
        std::array<std::uint32_t, lines> filled{};
        for (std::uint32_t i = 0; i < lines * per_line; ++i)
            ++filled[place(placer, hashing, numbered_key(i)).line];
        // Six standard deviations.
        EXPECT_GT(std::ranges::min(filled), per_line - 190);
        EXPECT_LT(std::ranges::max(filled), per_line + 190);
    }
}

} // namespace THIS_TEST
} // namespace xdpk::detail
