// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/police.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint64_t second = 1'000'000'000;

class police_test : public testing::Test {
protected:
    /// How many of some packets of 100 bytes of IP get through.
    int passed(police& stage, int packets, std::uint64_t now, port_id in = 0, std::uint32_t mark = 0) {
        burst b(memory.pool);
        for (int i = 0; i < packets; ++i)
            test::put(b, {.frame_size = 114}, in).mark = mark;
        parse(b);
        stage.run(b, now);
        return static_cast<int>(std::ranges::count(b, unrouted, &packet::out_port));
    }

    test::frames memory;
    parse_headers parse;
};

TEST_F(police_test, a_port_gets_its_rate_and_no_more) {
    police stage({.limits = {{.number = 1, .meter = srtcm_config{1000, 500, 0}}}}, 0);
    EXPECT_EQ(passed(stage, 10, 0, 1), 5) << "a full bucket of IP bytes";
    EXPECT_EQ(passed(stage, 10, second / 10, 1), 1);
    EXPECT_EQ(passed(stage, 10, 10 * second, 1), 5);
    EXPECT_EQ(passed(stage, 10, 10 * second, 0), 10) << "another port";
    EXPECT_EQ(test::count(stage, "green"), 11);
    EXPECT_EQ(test::count(stage, "red"), 19);
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST_F(police_test, a_mark_may_have_a_limit_in_packets) {
    police stage({.by = police_key::mark,
                  .limits = {{.number = 9, .meter = srtcm_config{1, 3, 0}, .in_packets = true},
                             {.number = 4'000'000'000, .meter = srtcm_config{1, 1, 0}, .in_packets = true}}},
                 0);
    EXPECT_EQ(passed(stage, 8, 0, 9, 9), 3);
    EXPECT_EQ(passed(stage, 8, 0, 9, 4'000'000'000), 1);
    EXPECT_EQ(passed(stage, 8, 0, 9, 8), 8);
    EXPECT_EQ(passed(stage, 8, second, 9, 9), 1);
}

TEST_F(police_test, yellow_passes_unless_it_is_said_to_be_dropped) {
    const police_limit two_rates{.number = 0, .meter = trtcm_config{1000, 200, 2000, 500}};
    police lenient({.limits = {two_rates}}, 0);
    EXPECT_EQ(passed(lenient, 10, 0), 5);
    EXPECT_EQ(test::count(lenient, "green"), 2);
    EXPECT_EQ(test::count(lenient, "yellow"), 3);
    police strict({.limits = {two_rates}, .drop = color::yellow}, 0);
    EXPECT_EQ(passed(strict, 10, 0), 2);
    EXPECT_EQ(test::count(strict, "red"), 5);
}

TEST_F(police_test, dropped_packets_take_no_tokens) {
    police stage({.limits = {{.number = 0, .meter = srtcm_config{1000, 100, 0}}}}, 0);
    burst b(memory.pool);
    test::put(b, {.frame_size = 114}).out_port = to_drop;
    stage.run(b, 0);
    EXPECT_EQ(passed(stage, 1, 0), 1);
}

TEST_F(police_test, works_by_the_clock_too) {
    police stage({.limits = {{.number = 0, .meter = srtcm_config{1, 1, 0}, .in_packets = true}}});
    burst b(memory.pool);
    test::put(b, packet_spec{});
    test::put(b, packet_spec{});
    stage(b);
    EXPECT_EQ(b[0].out_port, unrouted);
    EXPECT_EQ(b[1].out_port, to_drop);
}

TEST_F(police_test, refuses_meters_that_cannot_be) {
    const police_limit fine{.number = 3, .meter = srtcm_config{1, 1, 0}};
    EXPECT_THROW(police({.limits = {fine, fine}}), error);
    EXPECT_THROW(police({.limits = {{.number = 1, .meter = srtcm_config{1, 0, 0}}}}), error);
    EXPECT_THROW(police({.limits = {{.number = 1, .meter = trtcm_config{2, 1, 1, 1}}}}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
