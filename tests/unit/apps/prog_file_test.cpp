// SPDX-License-Identifier: BSD-3-Clause
#include "apps/xdpk/prog_file.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

namespace xdpk::tool {
namespace THIS_TEST {

using testing::HasSubstr;

wanted_host load(const std::string& text) {
    wanted_host host;
    read_config(parse_toml(text, "x"), "x", [&](config_reader& r) { read_prog_file(r, "/etc/site", host); });
    return host;
}

std::string problems_of(const std::string& text) {
    try {
        (void)load(text);
    } catch (const config_error& failure) {
        return failure.what();
    }
    return "none";
}

std::string example() {
    std::ostringstream text;
    text << std::ifstream(XDPK_SOURCE_DIR "/xdpk-prog.example.toml").rdbuf();
    return text.str();
}

const std::string start = "[[interface]]\nname = 'p0'\n[[interface.program]]\nlabel = 'a'\nobject = 'a.o'\n";

TEST(prog_file, the_example_is_right) {
    EXPECT_EQ(problems_of(example()), "none");
    const wanted_host host = load(example());
    ASSERT_EQ(host.programs.size(), 3);
    const chain_request& guard = host.programs[0].request;
    EXPECT_EQ(guard.owner, "site");
    EXPECT_EQ(guard.priority, 10U);
    EXPECT_EQ(guard.chain_call, (std::vector{xdp_verdict::pass, xdp_verdict::tx}));
    EXPECT_EQ(guard.variables.at("config.rate"), bpf_value{std::int64_t{50}});
    EXPECT_EQ(guard.variables.at("ports"), (bpf_value{bpf_value::list{{std::int64_t{80}}, {std::int64_t{443}}}}));
    EXPECT_EQ(host.programs[2].ifname, "eth2");
}

// A key behind a # at the start of a line is one that the example does not use.
TEST(prog_file, the_example_has_every_key) {
    std::string whole = std::regex_replace(example(), std::regex("(^|\n)#(?=[a-z\\[])"), "$1");
    const auto keys = list_config_keys(parse_toml(whole, "example"), [](config_reader& r) {
        wanted_host host;
        read_prog_file(r, "/", host);
    });
    EXPECT_GT(keys.size(), 10);
    for (const config_key& key : keys) {
        EXPECT_TRUE(key.given) << "xdpk-prog.example.toml does not show " << key.path << ": " << key.help;
        EXPECT_FALSE(key.help.empty()) << key.path;
    }
    whole = std::regex_replace(whole, std::regex("\nsection = "), "\n#");
    EXPECT_EQ(problems_of(whole), "none") << "a key that is not used has a wrong value";
}

TEST(prog_file, what_is_left_out_is_the_objects) {
    const chain_request request = load(start).programs.at(0).request;
    EXPECT_EQ(request.object, "/etc/site/a.o");
    EXPECT_FALSE(request.priority);
    EXPECT_FALSE(request.chain_call);
    EXPECT_EQ(request.mode, xdp_mode::native);
    EXPECT_TRUE(request.keep_maps);
    EXPECT_EQ(request.owner, "xdpk prog apply");
    EXPECT_EQ(load(start + "chain_call = []\n").programs.at(0).request.chain_call, std::vector<xdp_verdict>{});
    EXPECT_EQ(load("").programs.size(), 0) << "nothing is wanted: all of the owner's go";
}

TEST(prog_file, problems_have_places) {
    EXPECT_EQ(problems_of("[[interface]]\nname = 'p0'\nmode = 'genric'\n"),
              "x:3:8: mode: 'genric' is not one of native, generic, offload; did you mean 'generic'?");
    EXPECT_THAT(problems_of(start + "priorty = 5\n"), HasSubstr("x:6:1: "));
    EXPECT_THAT(problems_of(start + "priority = -1\n"), HasSubstr("x:6:12: priority: -1 is not"));
    EXPECT_THAT(problems_of(start + "chain_call = ['pass', 'dorp']\n"), HasSubstr("did you mean 'drop'?"));
    EXPECT_THAT(problems_of(start + "variables = { a = 1.5 }\n"), HasSubstr("x:6:13: variables: "));
    EXPECT_THAT(problems_of(start + "function = 'f'\nsection = 's'\n"), HasSubstr("x:7:11: section: function says"));
    EXPECT_THAT(problems_of(start + "[[interface.program]]\nlabel = 'a'\nobject = 'b'\n"),
                HasSubstr("x:7:9: label: p0 has a program 'a' already"));
    EXPECT_EQ(problems_of(start + "[[interface]]\nname = 'p1'\n[[interface.program]]\nlabel = 'a'\nobject = 'b'\n"),
              "none");
    EXPECT_THAT(problems_of("[[interface]]\n[[interface.program]]\n"), HasSubstr("label"));
}

} // namespace THIS_TEST
} // namespace xdpk::tool
