// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_reader.hpp>

#include "support/temporary_directory.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::HasSubstr;

struct rule {
    ip_proto protocol = ip_proto::hop_by_hop;
    std::vector<port_range> ports{};
};

// A configuration of every shape.
struct sample {
    unsigned workers = 1;
    std::string name{};
    std::optional<std::uint16_t> vlan{};
    std::uint32_t rate = 5;
    int colour = 0;
    std::vector<rule> rules{};
    bool limited = false;

    void read(config_reader& r) {
        r.get("workers", workers, form::whole<unsigned>{.least = 1, .most = 8}, "Threads");
        r.need("name", name, "What it is called");
        r.get("vlan", vlan, form::whole<std::uint16_t>{.least = 1, .most = 4094}, "Its VLAN");
        r.get("colour", colour, form::one_of<int>{{{"red", 0}, {"green", 1}}}, "Its colour");
        limited = r.table("limit", "How much", [this](config_reader& l) {
            l.get("rate", rate, form::quantity<std::uint32_t>{}, "Per second");
        });
        r.tables("rule", "What passes", [this](config_reader& t) {
            rule& one = rules.emplace_back();
            t.need("protocol", one.protocol, "IP protocol");
            t.get("ports", one.ports, "Destination ports");
        });
    }
};

std::string problems_of(const std::string& text) {
    try {
        sample s;
        read_config(parse_toml(text, "x.toml"), "x.toml", [&](config_reader& r) { s.read(r); });
    } catch (const config_error& failure) {
        return failure.what();
    }
    return "none";
}

TEST(config_reader, fills_a_structure) {
    sample s;
    const config_node root = parse_toml(R"(
workers = 3
name = "x"
vlan = 10
colour = "green"
limit.rate = "2k"
[[rule]]
protocol = "tcp"
ports = [80, "1000-2000"]
[[rule]]
protocol = 17
)",
                                        "x.toml");
    read_config(root, "x.toml", [&](config_reader& r) { s.read(r); });
    EXPECT_EQ(s.workers, 3);
    EXPECT_EQ(s.name, "x");
    EXPECT_EQ(s.vlan, 10);
    EXPECT_EQ(s.colour, 1);
    EXPECT_TRUE(s.limited);
    EXPECT_EQ(s.rate, 2000);
    ASSERT_EQ(s.rules.size(), 2);
    EXPECT_EQ(s.rules[0].ports[1].last, 2000);
    EXPECT_EQ(s.rules[1].protocol, ip_proto::udp);
}

TEST(config_reader, leaves_defaults_alone) {
    sample s;
    read_config(parse_toml("name = 'x'", ""), "", [&](config_reader& r) { s.read(r); });
    EXPECT_EQ(s.workers, 1);
    EXPECT_EQ(s.vlan, std::nullopt);
    EXPECT_FALSE(s.limited);
    EXPECT_TRUE(s.rules.empty());
}

TEST(config_reader, collects_all_that_is_wrong_in_the_order_of_the_text) {
    EXPECT_EQ(problems_of("workers = 9\nnmae = 'x'\nvlan = 'ten'\n\n[[rule]]\nprotocol = 'tpc'\n  prots = [80]\n"),
              "x.toml:1:1: 'name' is missing\n"
              "x.toml:1:11: workers: 9 is not a whole number from 1 to 8\n"
              "x.toml:2:1: unknown key 'nmae'; did you mean 'name'?\n"
              "x.toml:3:8: vlan: 'ten' is not a whole number from 1 to 4094\n"
              "x.toml:6:12: protocol: 'tpc' is not a protocol: tcp, udp, icmp, icmpv6, sctp, gre, … or a number up to "
              "255; did you mean 'tcp'?\n"
              "x.toml:7:3: unknown key 'prots'; did you mean 'ports'?");
}

TEST(config_reader, tells_each_wrong_element_of_a_list) {
    EXPECT_EQ(problems_of("name = 'x'\n[[rule]]\nprotocol = 6\nports = [80, 'http', 'x']"),
              "x.toml:4:14: ports: 'http' is not a port such as 80 or a range such as \"1000-2000\"\n"
              "x.toml:4:22: ports: 'x' is not a port such as 80 or a range such as \"1000-2000\"");
    EXPECT_THAT(problems_of("name = 'x'\n[[rule]]\nprotocol = 6\nports = 80"), HasSubstr("80 is not a list"));
}

TEST(config_reader, names_the_keys_there_are_when_none_is_near) {
    EXPECT_EQ(problems_of("name = 'x'\n[limit]\nburst = 3"), "x.toml:3:1: unknown key 'burst'; there are rate");
    EXPECT_THAT(problems_of("name = 'x'\ncolour = 'gren'"), HasSubstr("one of red, green; did you mean 'green'?"));
}

TEST(config_reader, tells_tables_from_values) {
    EXPECT_THAT(problems_of("name = 'x'\nlimit = 3"), HasSubstr("limit: 3 is not a table; write [limit] above it"));
    EXPECT_THAT(problems_of("name = 'x'\n[rule]"),
                HasSubstr("rule: a table is not an array of tables; write [[rule]]"));
    EXPECT_THAT(problems_of("name = 'x'\nrule = [1]"), HasSubstr("x.toml:2:9: 1 stands where a table should"));
    EXPECT_THAT(problems_of("name.first = 'x'"), HasSubstr("name: a table is not text"));
}

TEST(config_reader, says_where_the_text_is_no_toml) {
    EXPECT_THAT(problems_of("name = 'x'\nworkers = \n"), HasSubstr("x.toml:2:11: "));
    EXPECT_THAT(problems_of("name = 'x'\nname = 'y'\n"), HasSubstr("x.toml:2:"));
    EXPECT_THAT(problems_of("name =t\nfl\n"), testing::Not(HasSubstr("\n")));
    EXPECT_EQ(problems_of("name = 1979-05-27"), "x.toml:1:8: dates and times have no use here");
}

TEST(config_reader, shows_odd_text_harmlessly) {
    EXPECT_THAT(problems_of("name = 'x'\nvlan = \"\\u001b[2J\""), HasSubstr("'\\x1b[2J'"));
    EXPECT_THAT(problems_of("name = 'x'\nvlan = '" + std::string(5000, 'y') + "'").size(), testing::Lt(200));
}

TEST(config_reader, reads_files) {
    const test::temporary_directory directory;
    const std::string path = directory / "a.toml";
    std::ofstream(path) << "a = 1\nb = 2\n";
    EXPECT_EQ(std::get<config_node::table>(read_toml(path).value).size(), 2);
    EXPECT_THROW((void)read_toml(directory / "absent"), error);
    EXPECT_THROW((void)read_toml(directory.path()), error);
}

TEST(config_reader, lists_its_keys_for_the_manual) {
    const config_node root = parse_toml("name = 'x'\n[[rule]]\nprotocol = 6\n[[rule]]\nports = []", "");
    const auto keys = list_config_keys(root, [](config_reader& r) { sample().read(r); });
    std::vector<std::string> given;
    std::vector<std::string> absent;
    for (const config_key& key : keys)
        (key.given ? given : absent).push_back(key.path);
    EXPECT_THAT(given, ElementsAre("name", "rule", "rule.protocol", "rule.ports"));
    EXPECT_THAT(absent, ElementsAre("workers", "vlan", "colour", "limit", "limit.rate"));
    EXPECT_EQ(keys[0].wanted, "a whole number from 1 to 8");
    EXPECT_EQ(keys[0].otherwise, "1");
    EXPECT_EQ(keys[0].help, "Threads");
    EXPECT_TRUE(keys[1].required);
    EXPECT_EQ(keys[3].otherwise, "\"red\"");
}

} // namespace THIS_TEST
} // namespace xdpk
