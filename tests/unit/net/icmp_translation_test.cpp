// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_translation.hpp>

#include <array>
#include <gtest/gtest.h>
#include <ostream>

namespace xdpk {
namespace THIS_TEST {

struct message {
    std::uint8_t type;
    std::uint8_t code;
    std::uint32_t rest = 0;

    bool operator==(const message&) const = default;
};

void PrintTo(const message& m, std::ostream* out) {
    *out << int{m.type} << '/' << int{m.code} << ' ' << std::hex << m.rest << std::dec;
}

icmp_header header_of(const message& m) {
    return {m.type, m.code, be16{0xabcd}, be16{static_cast<std::uint16_t>(m.rest >> 16U)},
            be16{static_cast<std::uint16_t>(m.rest)}};
}

std::optional<message> message_of(const std::optional<icmp_header>& icmp) {
    if (!icmp)
        return std::nullopt;
    EXPECT_EQ(icmp->checksum, be16{0xabcd});
    return message{icmp->type, icmp->code, std::uint32_t{icmp->identifier.host()} << 16U | icmp->sequence.host()};
}

std::optional<message> to_v6(const message& m, std::size_t quoted = 1500) {
    return message_of(icmp_to_icmpv6(header_of(m), quoted));
}
std::optional<message> to_v4(const message& m) { return message_of(icmpv6_to_icmp(header_of(m))); }

struct row {
    message from;
    std::optional<message> to;
};

TEST(IcmpTranslation, echo_keeps_identifier_and_sequence) {
    EXPECT_EQ(to_v6({8, 0, 0x12345678}), (message{128, 0, 0x12345678}));
    EXPECT_EQ(to_v6({0, 0, 0x12345678}), (message{129, 0, 0x12345678}));
    EXPECT_EQ(to_v4({128, 0, 0x12345678}), (message{8, 0, 0x12345678}));
    EXPECT_EQ(to_v4({129, 0, 0x12345678}), (message{0, 0, 0x12345678}));
}

TEST(IcmpTranslation, icmp_becomes_icmpv6) {
    const row rows[] = {
        {{3, 0}, message{1, 0}},
        {{3, 1}, message{1, 0}},
        {{3, 2}, message{4, 1, 6}},
        {{3, 3}, message{1, 4}},
        {{3, 5}, message{1, 0}},
        {{3, 6}, message{1, 0}},
        {{3, 7}, message{1, 0}},
        {{3, 8}, message{1, 0}},
        {{3, 9}, message{1, 1}},
        {{3, 10}, message{1, 1}},
        {{3, 11}, message{1, 0}},
        {{3, 12}, message{1, 0}},
        {{3, 13}, message{1, 1}},
        {{3, 14}, {}},
        {{3, 15}, message{1, 1}},
        {{3, 16}, {}},
        {{3, 1, 5}, message{1, 0}},
        {{4, 0}, {}},
        {{5, 0}, {}},
        {{9, 0}, {}},
        {{11, 0}, message{3, 0}},
        {{11, 1}, message{3, 1}},
        {{12, 1}, {}},
        {{12, 3}, {}},
        {{13, 0}, {}},
        {{17, 0}, {}},
        {{255, 0}, {}},
    };
    for (const row& r : rows)
        EXPECT_EQ(to_v6(r.from), r.to) << testing::PrintToString(r.from);
}

TEST(IcmpTranslation, icmpv6_becomes_icmp) {
    const row rows[] = {
        {{1, 0}, message{3, 1}},  {{1, 1}, message{3, 10}}, {{1, 2}, message{3, 1}},
        {{1, 3}, message{3, 1}},  {{1, 4}, message{3, 3}},  {{1, 5}, {}},
        {{3, 0}, message{11, 0}}, {{3, 1}, message{11, 1}}, {{4, 2}, {}},
        {{4, 1}, message{3, 2}},  {{130, 0}, {}},           {{133, 0}, {}},
        {{137, 0}, {}},           {{143, 0}, {}},           {{100, 0}, {}},
    };
    for (const row& r : rows)
        EXPECT_EQ(to_v4(r.from), r.to) << testing::PrintToString(r.from);
}

TEST(IcmpTranslation, pointers_point_to_the_same_field) {
    constexpr int none = -1;
    constexpr std::array<int, 21> four{0,    1, 4, 4, none, none, none, none, 7,  6,   none,
                                       none, 8, 8, 8, 8,    24,   24,   24,   24, none};
    for (std::uint32_t i = 0; i < four.size(); ++i)
        for (const std::uint8_t code : std::array<std::uint8_t, 2>{0, 2}) {
            const auto want =
                four[i] == none ? std::nullopt : std::optional(message{4, 0, static_cast<std::uint32_t>(four[i])});
            EXPECT_EQ(to_v6({12, code, i << 24U}), want) << i;
        }
    const auto six = [](std::uint32_t i) {
        constexpr std::array<int, 8> places{0, 1, none, none, 2, 2, 9, 8};
        return i < 8 ? places[i] : i < 24 ? 12 : i < 40 ? 16 : none;
    };
    for (std::uint32_t i = 0; i < 42; ++i) {
        const auto want =
            six(i) == none ? std::nullopt : std::optional(message{12, 0, static_cast<std::uint32_t>(six(i)) << 24U});
        EXPECT_EQ(to_v4({4, 0, i}), want) << i;
    }
}

TEST(IcmpTranslation, mtus_are_of_the_other_header) {
    EXPECT_EQ(to_v6({3, 4, 1400}), (message{2, 0, 1420}));
    EXPECT_EQ(to_v6({3, 4, 1000}), (message{2, 0, 1280}));
    EXPECT_EQ(to_v6({3, 4, 65535}), (message{2, 0, 65555}));
    EXPECT_EQ(to_v4({2, 0, 1420}), (message{3, 4, 1400}));
    EXPECT_EQ(to_v4({2, 0, 1000}), (message{3, 4, 1260}));
    EXPECT_EQ(to_v4({2, 0, 0x10000 + 1000}), (message{3, 4, 65535}));
}

TEST(IcmpTranslation, an_mtu_that_is_not_told_is_guessed) {
    EXPECT_EQ(to_v6({3, 4, 0}, 1500), (message{2, 0, 1512}));
    EXPECT_EQ(to_v6({3, 4, 0}, 4353), (message{2, 0, 4372}));
    EXPECT_EQ(to_v6({3, 4, 0}, 4352), (message{2, 0, 2022}));
    EXPECT_EQ(to_v6({3, 4, 0}, 100), (message{2, 0, 1280}));
}

TEST(IcmpTranslation, extensions_follow_a_quote_of_told_length) {
    EXPECT_EQ(quoted_length_of(header_of({3, 0, 32U << 16U}), false), 128);
    EXPECT_EQ(quoted_length_of(header_of({12, 0, 0xff200000}), false), 128);
    EXPECT_EQ(quoted_length_of(header_of({3, 0, 16U << 24U}), true), 128);
    EXPECT_FALSE(quoted_length_of(header_of({3, 0}), false));
    EXPECT_FALSE(quoted_length_of(header_of({8, 0, 32U << 16U}), false));
    EXPECT_FALSE(quoted_length_of(header_of({4, 0, 16U << 24U}), true));
}

} // namespace THIS_TEST
} // namespace xdpk
