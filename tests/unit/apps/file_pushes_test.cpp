// SPDX-License-Identifier: BSD-3-Clause
// What a file may have beside a flow cache whose flows are pushed down.
#include "apps/xdpk/stage_list.hpp"

#include "run/run_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::AllOf;
using testing::HasSubstr;

const std::string start = "[[port]]\nspec = 'loop:'\nname = 'a'\n[[port]]\nspec = 'loop:'\nname = 'b'\n"
                          "[[filter.rule]]\nname = 'all'\naction = 'permit'\n";
const std::string cache = "[[pipeline]]\ntype = 'flow_cache'\n";
const std::string pushing = cache + "push_down = true\n";

std::string stage(const std::string& type) { return "[[pipeline]]\ntype = '" + type + "'\n"; }

std::string problems_of(const std::string& text) {
    static const stage_types types = tool::all_stages();
    run_config config;
    try {
        read_config(parse_toml(start + text, "x"), "x", [&](config_reader& r) { read_run_config(r, types, config); });
    } catch (const config_error& failure) {
        return failure.what();
    }
    return "none";
}

TEST(file_pushes, stands_beside_stages_that_do_the_same_with_all_packets_of_a_flow) {
    EXPECT_EQ(problems_of(stage("cross_connect") + stage("parse_headers") + stage("mss_clamp") + pushing), "none");
    EXPECT_EQ(problems_of(stage("parse_headers") + cache + stage("count")), "none");
}

TEST(file_pushes, does_not_stand_beside_others) {
    EXPECT_THAT(problems_of(stage("parse_headers") + pushing + stage("count")),
                AllOf(HasSubstr("push_down"), HasSubstr("the stage count behind the flow cache")));
    EXPECT_THAT(problems_of(stage("parse_headers") + stage("count") + pushing),
                AllOf(HasSubstr("push_down"), HasSubstr("the stage count before the flow cache")));
    EXPECT_THAT(problems_of(stage("parse_headers") + pushing + cache), HasSubstr("flow_cache behind"));
    EXPECT_THAT(problems_of(stage("parse_headers") + cache + pushing), HasSubstr("flow_cache before"));
    EXPECT_THAT(problems_of(stage("parse_headers") + pushing + stage("cross_connect")), HasSubstr("cross_connect"));
}

TEST(file_pushes, does_not_stand_beside_checksums_that_are_computed) {
    const std::string anew = stage("parse_headers") + "checksums = 'recompute'\n";
    EXPECT_THAT(problems_of(anew + pushing), AllOf(HasSubstr("push_down"), HasSubstr("checksums")));
    EXPECT_EQ(problems_of(anew + cache), "none");
}

} // namespace THIS_TEST
} // namespace xdpk
