// SPDX-License-Identifier: BSD-3-Clause
#include "apps/xdpk/stage_list.hpp"

#include "run/run_config.hpp"

#include "support/frames.hpp"

#include <xdpk/stage/l2_switch.hpp>

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string two_ports = "[[port]]\nspec = 'loop:'\nname = 'a'\n[[port]]\nspec = 'loop:'\nname = 'b'\n";

run_config load(const std::string& text) {
    static const stage_types types = tool::all_stages();
    run_config config;
    read_config(parse_toml(text, "x"), "x", [&](config_reader& r) { read_run_config(r, types, config); });
    return config;
}

std::string problems_of(const std::string& text) {
    try {
        load(text);
    } catch (const config_error& failure) {
        return failure.what();
    }
    return "none";
}

worker_context two_port_worker() {
    worker_context context;
    for (port_id id = 0; id < 2; ++id)
        context.ports.push_back({.id = id, .name = std::string(1, static_cast<char>('a' + id))});
    return context;
}

std::vector<any_stage> stages_of(const std::string& pipeline, kept_state& kept) {
    const worker_context context = two_port_worker();
    return build_stages(load(two_ports + pipeline), {.worker = context, .kept = kept});
}

std::string example() {
    std::ostringstream text;
    text << std::ifstream(XDPK_SOURCE_DIR "/xdpk.example.toml").rdbuf();
    return text.str();
}

TEST(stage_list, the_example_is_right) { EXPECT_EQ(problems_of(example()), "none"); }

// A key or table behind a # at the start of a line is one that the example does not use.
TEST(stage_list, the_example_has_every_key) {
    const std::string whole = std::regex_replace(example(), std::regex("(^|\n)#(?=[a-z\\[])"), "$1");
    EXPECT_EQ(problems_of(whole), "none");
    const stage_types types = tool::all_stages();
    const auto keys = list_config_keys(parse_toml(whole, "example"), [&types](config_reader& r) {
        run_config config;
        read_run_config(r, types, config);
    });
    EXPECT_GT(keys.size(), 20);
    for (const config_key& key : keys) {
        EXPECT_TRUE(key.given) << "xdpk.example.toml does not show " << key.path << ": " << key.help;
        EXPECT_FALSE(key.help.empty()) << key.path;
    }
    for (const stage_type& type : types.types)
        EXPECT_THAT(whole, HasSubstr("# " + type.name + ": ")) << "xdpk.example.toml does not explain " << type.name;
}

TEST(stage_list, stages_are_what_the_file_says) {
    kept_state kept;
    stage_sequence stages(
        stages_of("[[pipeline]]\ntype = 'cross_connect'\n[[pipeline]]\ntype = 'count'\nname = 'in'", kept));
    test::frames memory;
    burst b(memory.pool);
    test::put(b, std::string(60, 'x'), 1);
    stages(b);
    EXPECT_EQ(b[0].out_port, 0);
    std::vector<stage_counter> counters;
    stages.list_counters(counters);
    ASSERT_EQ(counters.size(), 2);
    EXPECT_EQ(counters[0].name, "in.packets");
    EXPECT_EQ(counters[0].value->get(), 1);
}

TEST(stage_list, every_stage_can_be_built) {
    for (const stage_type& type : tool::all_stages().types) {
        kept_state kept;
        const std::string tables = "[[service]]\nname = 's'\naddress = '192.0.2.1'\n"
                                   "[[tunnel]]\nname = 't'\nkind = 'gre'\nlocal = '192.0.2.2'\nremote = '192.0.2.3'\n";
        const std::string keys = type.name == "encapsulator" ? "\ntunnel = 't'" : "";
        EXPECT_EQ(stages_of(tables + "[[pipeline]]\ntype = '" + type.name + "'" + keys, kept).size(), 1) << type.name;
        EXPECT_FALSE(type.help.empty()) << type.name;
    }
}

TEST(stage_list, the_switch_knows_its_ports_vlans) {
    kept_state kept;
    stage_sequence stages(stages_of(R"(
[[pipeline]]
type = "l2_switch"
[[pipeline.port]]
name = "a"
access = 10
[[pipeline.port]]
name = "b"
trunk = [20, "30-40"]
)",
                                    kept));
    test::frames memory;
    burst b(memory.pool);
    test::put(b, std::string(60, 'x'), 0);
    stages(b);
    EXPECT_EQ(b[0].out_port, to_drop); // no other port is in VLAN 10
}

TEST(stage_list, what_is_wrong_with_a_stage) {
    const std::string l2 = two_ports + "[[pipeline]]\ntype = 'l2_switch'\n";
    EXPECT_THAT(problems_of(two_ports + "[[pipeline]]\ntype = 'l2_swich'\nage = 3"),
                testing::AllOf(HasSubstr("x:8:8: type: 'l2_swich' is not one of"),
                               HasSubstr("did you mean 'l2_switch'?"), testing::Not(HasSubstr("age"))));
    EXPECT_THAT(problems_of(l2 + "station = 16"), HasSubstr("x:9:1: unknown key 'station'; did you mean 'stations'?"));
    EXPECT_THAT(problems_of(l2 + "aging = 300"), HasSubstr("aging: 300 is not a duration"));
    EXPECT_THAT(problems_of(l2 + "[[pipeline.port]]\nname = 'c'"), HasSubstr("name: 'c' is not one of a, b"));
    EXPECT_THAT(problems_of(l2 + "[[pipeline.port]]\nname = 'a'\ntrunk = ['1-4095']"), HasSubstr("up to 4094"));
    EXPECT_THAT(problems_of(l2 + "[[pipeline.port]]\nname = 'a'\naccess = 1\ntrunk = [2]"),
                HasSubstr("x:12:9: trunk: the port is an access port already"));
}

TEST(stage_list, a_switch_keeps_its_stations_unless_their_table_changes) {
    const auto table_of = [](kept_state& kept) {
        return kept.keep<mac_table>("l2_switch/8192/300", []() -> std::shared_ptr<mac_table> { return nullptr; });
    };
    kept_state first;
    stages_of("[[pipeline]]\ntype = 'l2_switch'", first);
    kept_state second = first.next();
    stages_of("[[pipeline]]\ntype = 'l2_switch'", second);
    EXPECT_NE(table_of(first), nullptr);
    EXPECT_EQ(table_of(first), table_of(second));
    kept_state third = second.next();
    stages_of("[[pipeline]]\ntype = 'l2_switch'\nstations = 16", third);
    third.forget_before();
    EXPECT_EQ(table_of(third), nullptr);
}

} // namespace THIS_TEST
} // namespace xdpk
