// SPDX-License-Identifier: BSD-3-Clause
#include "run/agent_config.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

agent_config load(const std::string& text) {
    agent_config config;
    read_config(parse_toml(text, "x"), "x", [&](config_reader& r) { read_agent_config(r, config); });
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

std::string example() {
    std::ostringstream text;
    text << std::ifstream(XDPK_SOURCE_DIR "/deploy/agent.example.toml").rdbuf();
    return text.str();
}

const std::string eth1 = "[[device]]\nname = 'eth1'\n";

TEST(agent_config, the_example_is_right) { EXPECT_EQ(problems_of(example()), "none"); }

// A key or table behind a # at the start of a line is one that the example does not use.
TEST(agent_config, the_example_has_every_key) {
    const std::string whole = std::regex_replace(example(), std::regex("(^|\n)#(?=[a-z\\[])"), "$1");
    EXPECT_EQ(problems_of(whole), "none");
    const auto keys = list_config_keys(parse_toml(whole, "example"), [](config_reader& r) {
        agent_config config;
        read_agent_config(r, config);
    });
    EXPECT_GT(keys.size(), 40);
    for (const config_key& key : keys) {
        EXPECT_TRUE(key.given) << "agent.example.toml does not show " << key.path << ": " << key.help;
        EXPECT_FALSE(key.help.empty()) << key.path;
    }
}

TEST(agent_config, the_shortest_one) {
    const agent_config config = load(eth1);
    ASSERT_EQ(config.devices.size(), 1);
    EXPECT_EQ(config.devices[0].name, "eth1");
    EXPECT_EQ(config.devices[0].socket.mode, 0660);
    EXPECT_TRUE(config.devices[0].clients.empty());
    EXPECT_EQ(socket_path(config, "eth1"), "/run/xdpk/afxdp_dp/eth1/afxdp.sock");
    EXPECT_TRUE(config.keep);
}

TEST(agent_config, accounts_are_names_or_numbers) {
    const agent_config config = load(eth1 + "[device.map]\nowner = 'root'\ngroup = 1000\nmode = 0o640\n"
                                            "[[device.client]]\nuser = 'root'\ngroup = 4000000000\n");
    EXPECT_EQ(config.devices[0].map.owner, 0);
    EXPECT_EQ(config.devices[0].map.group, 1000);
    EXPECT_EQ(config.devices[0].map.mode, 0640);
    EXPECT_EQ(config.devices[0].clients.at(0).user, uid_t{0});
    EXPECT_EQ(config.devices[0].clients.at(0).group, gid_t{4000000000});
    for (const char* wrong : {"'no such user'", "-1", "4294967295", "1.5", "true"})
        EXPECT_THAT(problems_of(eth1 + "[device.map]\nowner = " + wrong), HasSubstr("a user of this system")) << wrong;
    for (const char* wrong : {"'0660'", "-1", "0o1777", "660"})
        EXPECT_NE(problems_of(eth1 + "[device.map]\nmode = " + wrong), "none") << wrong;
}

TEST(agent_config, tells_what_is_wrong_and_where) {
    EXPECT_THAT(problems_of(""), HasSubstr("no device"));
    EXPECT_THAT(problems_of(eth1 + eth1), HasSubstr("x:4:8: name: there is a device 'eth1' already"));
    for (const char* odd : {"a/b", "..", "much_too_long_name", "a,b"})
        EXPECT_THAT(problems_of(std::string("[[device]]\nname = '") + odd + "'"), HasSubstr("cannot be the name"))
            << odd;
    EXPECT_THAT(problems_of(eth1 + "quues = 4"), HasSubstr("did you mean 'queues'?"));
    EXPECT_THAT(problems_of(eth1 + "[[device.client]]\nmove = true"), HasSubstr("without `user` and `group`"));
    EXPECT_THAT(problems_of(eth1 + "pin = '/x'\nqueues = 4"), HasSubstr("somebody else's"));
    EXPECT_THAT(problems_of(eth1 + "function = 'f'"), HasSubstr("`object`, which is not given"));
    EXPECT_THAT(problems_of("[agent]\npins = 'x'\n" + eth1), HasSubstr("not an absolute path"));
    EXPECT_THAT(problems_of("[agent]\nsockets = '/" + std::string(100, 'x') + "'\n" + eth1), HasSubstr("too long"));
}

TEST(agent_config, filters) {
    const agent_config config = load(eth1 + "[[device.filter]]\nprotocol = 'udp'\ndestination = '192.0.2.0/24'\n"
                                            "destination_port = 53\nqueue = 2\n"
                                            "[[device.filter]]\nsource = '2001:db8::1'\nqueue = 0\n");
    ASSERT_EQ(config.devices[0].filters.size(), 2);
    EXPECT_EQ(to_string(config.devices[0].filters[0]), "udp to 192.0.2.0/24 port 53 -> queue 2");
    EXPECT_EQ(to_string(config.devices[0].filters[1]), "ipv6 from 2001:db8::1/128 -> queue 0");
    EXPECT_THAT(problems_of(eth1 + "[[device.filter]]\nsource_port = 1\nqueue = 0"), HasSubstr("ports belong to"));
    EXPECT_THAT(problems_of(eth1 + "queues = 2\n[[device.filter]]\nqueue = 2"), HasSubstr("not one of the device's 2"));
    EXPECT_THAT(problems_of(eth1 + "[[device.filter]]\nsource = '::1'\ndestination = '1.1.1.1'\nqueue = 0"),
                HasSubstr("one of the addresses is IPv4"));
    EXPECT_THAT(problems_of(eth1 + "[[device.filter]]\nprotocol = 'udp'"), HasSubstr("'queue' is missing"));
}

} // namespace THIS_TEST
} // namespace xdpk
