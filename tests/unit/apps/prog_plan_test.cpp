// SPDX-License-Identifier: BSD-3-Clause
#include "apps/xdpk/prog_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk::tool {
namespace THIS_TEST {

using action = prog_step::action_type;
using testing::ElementsAre;
using testing::IsEmpty;

chain_request request(const std::string& label) {
    return {.object = "/a.o", .label = label, .owner = "site", .variables = {{"limit", {std::int64_t{5}}}}};
}

std::vector<std::string> summary(const std::vector<prog_step>& steps) {
    const auto word = [](action what) {
        return what == action::unload ? "unload"
               : what == action::load ? "load"
               : what == action::keep ? "keep"
                                      : "replace";
    };
    std::vector<std::string> list;
    for (const prog_step& step : steps)
        list.push_back(step.ifname + " " + step.label + " " + word(step.action) + " " + std::to_string(step.id));
    return list;
}

TEST(prog_plan, what_is_as_wanted_stays) {
    const auto steps =
        plan({{.ifname = "p0", .request = request("a")}}, {{.ifname = "p0", .id = 7, .request = request("a")}});
    EXPECT_THAT(summary(steps), ElementsAre("p0 a keep 7"));
    EXPECT_THAT(steps[0].reasons, IsEmpty());
}

TEST(prog_plan, what_goes_makes_room_first) {
    const auto steps =
        plan({{.ifname = "p0", .request = request("new")}, {.ifname = "p1", .request = request("a")}},
             {{.ifname = "p0", .id = 7, .request = request("a")}, {.ifname = "p2", .id = 8, .request = request("b")}});
    EXPECT_THAT(summary(steps), ElementsAre("p0 a unload 7", "p2 b unload 8", "p0 new load 0", "p1 a load 0"));
    EXPECT_FALSE(steps[0].request);
}

TEST(prog_plan, a_second_one_of_a_label_goes) {
    const auto steps =
        plan({{.ifname = "p0", .request = request("a")}},
             {{.ifname = "p0", .id = 7, .request = request("a")}, {.ifname = "p0", .id = 8, .request = request("a")}});
    EXPECT_THAT(summary(steps), ElementsAre("p0 a unload 8", "p0 a keep 7"));
}

TEST(prog_plan, a_changed_file_is_a_reason) {
    const auto steps = plan({{.ifname = "p0", .request = request("a")}},
                            {{.ifname = "p0", .id = 7, .request = request("a"), .object_unchanged = false}});
    EXPECT_THAT(summary(steps), ElementsAre("p0 a replace 7"));
    EXPECT_THAT(steps[0].reasons, ElementsAre("the object file has changed"));
}

TEST(prog_plan, each_difference_is_told) {
    const chain_request before = request("a");
    chain_request after{.object = "/b.o",
                        .program = "f",
                        .label = "a",
                        .owner = "site",
                        .priority = 20,
                        .chain_call = std::vector{xdp_verdict::pass, xdp_verdict::drop},
                        .mode = xdp_mode::generic,
                        .pin = "/sys/fs/bpf/x",
                        .variables = {{"limit", {std::int64_t{6}}}, {"on", {true}}},
                        .keep_maps = true};
    EXPECT_THAT(differences(before, after),
                ElementsAre("object: /a.o -> /b.o", "function: none -> f", "priority: the object's -> 20",
                            "chain_call: the object's -> pass, drop", "mode: native -> generic",
                            "pin: none -> /sys/fs/bpf/x", "limit: 5 -> 6", "on: the object's -> true"));
    EXPECT_THAT(differences(after, after), IsEmpty());
    after = before;
    after.variables.clear();
    after.section = "xdp";
    after.keep_maps = true;
    EXPECT_THAT(differences(before, after), ElementsAre("section: none -> xdp", "limit: 5 -> the object's"));
}

} // namespace THIS_TEST
} // namespace xdpk::tool
