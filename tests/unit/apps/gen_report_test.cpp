// SPDX-License-Identifier: BSD-3-Clause
#include "xdpk/gen_report.hpp"
#include "xdpk/shares.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::tool;

constexpr link_counters before{.tx_packets = 50, .tx_dropped = 5};

void expect_fate(const std::optional<fate>& found, std::uint64_t transmitted, std::uint64_t dropped) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->transmitted, transmitted);
    EXPECT_EQ(found->dropped, dropped);
}

TEST(fate, is_what_the_device_counted) {
    expect_fate(fate_of(100, before, {.tx_packets = 150, .tx_dropped = 5}, true), 100, 0);
    expect_fate(fate_of(100, before, {.tx_packets = 120, .tx_dropped = 35}, true), 70, 30);
}

TEST(fate, leaves_out_what_others_sent) {
    expect_fate(fate_of(100, before, {.tx_packets = 153, .tx_dropped = 5}, true), 100, 0);
    expect_fate(fate_of(100, before, {.tx_packets = 123, .tx_dropped = 35}, true), 70, 30);
}

TEST(fate, counts_what_vanished_as_dropped) {
    expect_fate(fate_of(100, before, {.tx_packets = 90, .tx_dropped = 5}, true), 40, 60);
    expect_fate(fate_of(100, before, before, true), 0, 100);
}

TEST(fate, is_unknown_where_the_driver_does_not_count) {
    EXPECT_FALSE(fate_of(100, before, before, false));
    expect_fate(fate_of(100, before, {.tx_packets = 90, .tx_dropped = 5}, false), 40, 60);
}

gen_result result() {
    return {.interface = "v0",
            .method = "live",
            .seconds = 2,
            .threads = {{.cpu = 0, .packets = 600, .bytes = 600 * 60}, {.cpu = 1, .packets = 400, .bytes = 400 * 60}},
            .device = fate{.transmitted = 900, .dropped = 100}};
}

TEST(gen_report, rates_are_of_what_was_transmitted) {
    const auto j = nlohmann::json::parse(as_json(result()));
    EXPECT_EQ(j["submitted"], 1000);
    EXPECT_EQ(j["transmitted"], 900);
    EXPECT_EQ(j["dropped"], 100);
    EXPECT_EQ(j["packets"], 900);
    EXPECT_EQ(j["bytes"], 900 * 64);
    EXPECT_DOUBLE_EQ(j["pps"], 450.0);
    EXPECT_DOUBLE_EQ(j["gbps_l2"], 450.0 * 64 * 8 / 1e9);
    EXPECT_DOUBLE_EQ(j["gbps_l1"], 450.0 * 84 * 8 / 1e9);
    EXPECT_EQ(j["threads"].size(), 2U);
}

TEST(gen_report, does_not_guess) {
    gen_result r = result();
    r.device.reset();
    const auto j = nlohmann::json::parse(as_json(r));
    EXPECT_TRUE(j["transmitted"].is_null());
    EXPECT_TRUE(j["dropped"].is_null());
    EXPECT_EQ(j["packets"], 1000);
    EXPECT_NE(as_text(r).find("does not tell"), std::string::npos);
}

TEST(gen_report, an_empty_run_has_no_rate) {
    const gen_result r{.interface = "v0", .method = "live", .device = fate{}};
    EXPECT_EQ(nlohmann::json::parse(as_json(r))["pps"], 0.0);
}

TEST(gen_report, a_line_shows_one_second) {
    const std::string line = progress_line({.seconds = 1, .packets = 1000, .bytes = 60'000},
                                           {.seconds = 2, .packets = 2'001'000, .bytes = 120'060'000, .dropped = 7});
    EXPECT_EQ(line, "    2 s     2.00 Mpps     1.024 Gbit/s  2001000 packets  7 dropped");
}

TEST(shares, add_up) {
    for (const std::uint64_t count : {1U, 7U, 8U, 1000U}) {
        std::uint64_t sum = 0;
        for (unsigned i = 0; i < 8; ++i)
            sum += share_of(count, i, 8);
        EXPECT_EQ(sum, count);
    }
}

TEST(shares, spread_the_flows) {
    const traffic all({.flows = 10});
    EXPECT_EQ(first_of(all, 100, 0, 2).flow, 0U);
    EXPECT_EQ(first_of(all, 100, 1, 2).flow, 5U);
    EXPECT_EQ(first_of(all, 100, 1, 2).stream, 101);
}

} // namespace THIS_TEST
