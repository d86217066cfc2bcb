// SPDX-License-Identifier: BSD-3-Clause
#include "stages/filter_file.hpp"

#include "support/complaint.hpp"

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using stages::read_filter;
using stages::read_filter_file;

const std::string example = XDPK_SOURCE_DIR "/apps/firewall/firewall.example.toml";

filter_policy_config read(const std::string& text) {
    filter_policy_config policy;
    read_config(parse_toml(text, "policy"), "policy", [&policy](config_reader& table) { read_filter(table, policy); });
    return policy;
}

std::string complaint(const std::string& text) { return test::complaint_of(read, text); }

TEST(filter_file, the_example_is_a_policy) {
    const filter_policy policy(read_filter_file(example));
    ASSERT_EQ(policy.size(), 4);
    EXPECT_EQ(describe(policy.rules()[1]), "permit tcp from any to labels app=shop,tier=web port 443");
    EXPECT_EQ(describe(policy.rules()[3]), "reject tcp from any ports 1024-65535 to any port 25");
}

TEST(filter_file, says_where_and_what_is_wrong) {
    EXPECT_NE(complaint("otherwize = \"drop\"").find("policy:1:1: unknown key 'otherwize'; did you mean 'otherwise'?"),
              std::string::npos)
        << complaint("otherwize = \"drop\"");
    const std::string wrong = complaint("[[rule]]\nname = \"a\"\naction = \"permitt\"\nfrom = \"10.0.0.1/8\"\n");
    EXPECT_NE(wrong.find("policy:3:10: action: 'permitt' is not one of permit, drop, reject; did you mean 'permit'?"),
              std::string::npos)
        << wrong;
    EXPECT_NE(wrong.find("policy:4:8: from: '10.0.0.1/8' is not whom it is about"), std::string::npos) << wrong;
}

TEST(filter_file, names_whom_a_rule_is_about) {
    const filter_policy_config policy = read("[[set]]\nname = \"s\"\n[[rule]]\nname = \"a\"\naction = \"drop\"\n"
                                             "from = \"set s\"\nto = \"192.0.2.1\"\n");
    EXPECT_EQ(std::get<set_name>(policy.rules[0].from).name, "s");
    EXPECT_EQ(std::get<ipv4_prefix>(policy.rules[0].match.destination).length, 32);
}

} // namespace THIS_TEST
} // namespace xdpk
