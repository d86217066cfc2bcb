// SPDX-License-Identifier: BSD-3-Clause
#include "run/run_config.hpp"

#include <xdpk/stage/drop.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

run_config load(const std::string& text) {
    const stage_types types{.types = {{.name = "drop",
                                       .read = [](config_reader&, const stage_scope&) -> stage_maker {
                                           return [](const stage_build&) { return any_stage(drop()); };
                                       }}},
                            .words = {}};
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

const std::string stage = "[[pipeline]]\ntype = 'drop'\n";
const std::string port = "[[port]]\nspec = 'loop:'\n";

TEST(run_config, has_what_the_command_line_has) {
    const run_config c = load("[run]\nworkers = 2\ncores = [3, 1]\npoll_mode = 'interrupt'\nframes = 4096\n"
                              "user = 'nobody'\nsandbox = 'strict'\ncontrol = '/run/x'\n[[port]]\nspec = "
                              "'xsk:eth0,queues=0-1'\n[[port]]\nspec = 'loop:'\n"
                              "name = 'back'\n" +
                              stage);
    EXPECT_EQ(c.options.workers, 2);
    EXPECT_THAT(c.options.cores, ElementsAre(3, 1));
    EXPECT_EQ(c.options.mode, idle_mode::interrupt);
    EXPECT_EQ(c.options.frames, 4096);
    EXPECT_EQ(c.options.user, "nobody");
    EXPECT_EQ(c.options.sandbox, sandbox_mode::strict);
    EXPECT_EQ(c.control, "/run/x");
    EXPECT_THAT(c.options.ports, ElementsAre("xsk:eth0,queues=0-1", "loop:"));
    EXPECT_EQ(c.ports[0].name, "eth0");
    EXPECT_EQ(c.ports[1].name, "back");
    EXPECT_EQ(c.pipeline.size(), 1);
}

TEST(run_config, has_the_command_lines_defaults) {
    const run_config c = load(port + stage);
    const run_options otherwise;
    EXPECT_EQ(c.options.workers, otherwise.workers);
    EXPECT_EQ(c.options.mode, otherwise.mode);
    EXPECT_EQ(c.options.frames, otherwise.frames);
    EXPECT_THAT(c.control, IsEmpty());
    EXPECT_EQ(c.ports[0].name, "port0");
}

TEST(run_config, needs_a_port_and_a_stage) {
    EXPECT_EQ(problems_of(""), "x:1:1: 0 ports; write [[port]] for each, 1 to 62\n"
                               "x:1:1: no stage; write [[pipeline]] for each");
    std::string many;
    for (int i = 0; i < 63; ++i)
        many += port;
    EXPECT_THAT(problems_of(many + stage), HasSubstr("63 ports"));
}

TEST(run_config, refuses_what_makes_no_sense) {
    EXPECT_THAT(problems_of("[run]\nworkers = 0\n" + port + stage), HasSubstr("x:2:11: workers: 0 is not"));
    EXPECT_THAT(problems_of("[run]\nworkers = 2\ncores = [1]\n" + port + stage),
                HasSubstr("x:3:9: cores: 1 for workers = 2; name one for each"));
    EXPECT_THAT(problems_of("[[port]]\nspec = 'xks:eth0'\n" + stage), HasSubstr("x:2:8: spec: xks:eth0: unknown kind"));
    EXPECT_THAT(problems_of("[[port]]\nspec = 'xsk:eth0,quees=0'\n" + stage),
                HasSubstr("x:2:8: spec: xsk:eth0,quees=0: unknown option \"quees\"; did you mean \"queues\"?"));
    EXPECT_THAT(problems_of("[[port]]\nspec = 'pcap:'\n" + stage), HasSubstr("no file given"));
    EXPECT_THAT(problems_of(port + port + "name = 'port0'\n" + stage),
                HasSubstr("x:5:8: name: there is a port 'port0' already"));
}

TEST(run_config, reads_claims_by_port) {
    const run_config c = load("[[port]]\nspec = 'eth0'\nclaim = ['udp/53', 'arp']\n[[port]]\n"
                              "spec = 'eth1,claim=icmp'\n" +
                              port + stage);
    EXPECT_THAT(c.options.port_claims, ElementsAre(parse_claims({"udp/53", "arp"}), parse_claims({"icmp"}), IsEmpty()));
    EXPECT_THAT(
        fixed_differences(c, load("[[port]]\nspec = 'eth0'\n[[port]]\nspec = 'eth1,claim=icmp'\n" + port + stage)),
        IsEmpty())
        << "they can change while it runs";
    const auto problem = [](const std::string& lines) { return problems_of("[[port]]\n" + lines + stage); };
    EXPECT_THAT(problem("spec = 'eth0'\nclaim = ['udpp/53']\n"),
                HasSubstr("x:3:9: claim \"udpp/53\": \"udpp/53\" is not known; did you mean \"udp\"?"));
    EXPECT_THAT(problem("spec = 'eth0,claim=arp'\nclaim = ['icmp']\n"), HasSubstr("x:3:9: claim: the port's spec has"));
    EXPECT_THAT(problem("spec = 'loop:'\nclaim = ['icmp']\n"), HasSubstr("only xsk ports leave frames to the kernel"));
    EXPECT_THAT(problem("spec = 'eth0,claim=arp+udp'\n"), HasSubstr("x:2:8: spec: claim \"arp+udp\": frames of"));
}

TEST(run_config, tells_what_needs_a_restart) {
    const run_config now = load("[run]\nworkers = 2\n" + port + stage);
    EXPECT_THAT(fixed_differences(now, load("[run]\nworkers = 2\n" + port + stage + stage)), IsEmpty());
    EXPECT_THAT(fixed_differences(now, load("[run]\nframes = 64\ncontrol = '/x'\n" + port + port + stage)),
                ElementsAre("[run] workers", "[run] frames", "[run] control", "[[port]]"));
    EXPECT_THAT(fixed_differences(now, load("[run]\nworkers = 2\ncores = [0, 1]\npoll_mode = 'poll'\n" + port + stage)),
                ElementsAre("[run] cores", "[run] poll_mode"));
}

} // namespace THIS_TEST
} // namespace xdpk
