// SPDX-License-Identifier: BSD-3-Clause
#include "stages/nat_file.hpp"

#include "support/addresses.hpp"
#include "support/complaint.hpp"

#include <xdpk/stage/nat_rules.hpp>

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using stages::read_nat;
using stages::read_nat_file;
using test::block;
using test::ip;

const std::string example = XDPK_SOURCE_DIR "/apps/natgw/natgw.example.toml";

nat_config read(const std::string& text) {
    nat_config config;
    read_config(parse_toml(text, "rules"), "rules", [&config](config_reader& table) { read_nat(table, config); });
    return config;
}

std::string complaint(const std::string& text) { return test::complaint_of(read, text); }

TEST(nat_file, the_example_has_every_key_and_makes_rules) {
    nat_config config;
    const std::vector<config_key> keys =
        list_config_keys(read_toml(example), [&config](config_reader& table) { read_nat(table, config); });
    EXPECT_GT(keys.size(), 30);
    for (const config_key& key : keys)
        EXPECT_TRUE(key.given) << key.path;
    EXPECT_EQ(nat_rules(read_nat_file(example)).addresses(), 9);
}

TEST(nat_file, pools_say_how_they_behave) {
    const nat_config config = read_nat_file(example);
    ASSERT_EQ(config.pools.size(), 3);
    const nat_pool& home = config.pools[0];
    EXPECT_EQ(home.mapping, nat_mapping::endpoint_independent);
    EXPECT_EQ(home.filtering, nat_filtering::address_dependent);
    EXPECT_TRUE(home.interface && home.paired && home.keep_port && home.keep_parity);
    EXPECT_EQ(home.linger, 30);
    EXPECT_EQ(home.ports_per_subscriber, 2000);
    EXPECT_EQ(config.pools[1].block_size, 256);
    EXPECT_EQ(config.pools[1].blocks_per_subscriber, 4);
    EXPECT_EQ(config.pools[1].hold_down, 120);
    EXPECT_EQ(config.pools[2].subscribers, block("100.64.0.0/24"));
}

TEST(nat_file, rules_and_entries_name_addresses_and_pools) {
    const nat_config config = read_nat_file(example);
    ASSERT_EQ(config.rules.size(), 4);
    EXPECT_EQ(config.rules[0].destination, block("192.0.2.0/24"));
    EXPECT_EQ(config.rules[0].pool, "");
    EXPECT_EQ(config.rules[1].pool, "home");
    EXPECT_EQ(config.rules[2].protocol, ip_proto::tcp);
    EXPECT_EQ(config.statics[0].internal, ip("10.0.0.25"));
    ASSERT_EQ(config.forwards.size(), 2);
    EXPECT_EQ(config.forwards[0].ports.last, 8089);
    EXPECT_EQ(config.forwards[0].internal_port, 80);
    EXPECT_EQ(config.forwards[1].protocol, std::nullopt);
    EXPECT_EQ(config.forwards[1].source_pool, "home");
}

TEST(nat_file, what_is_left_out_is_as_the_stage_has_it) {
    const nat_pool pool = read("[[pool]]\nname = \"a\"\naddresses = [\"192.0.2.1\"]\n").pools.at(0);
    const nat_pool same;
    EXPECT_EQ(pool.mapping, same.mapping);
    EXPECT_EQ(pool.filtering, same.filtering);
    EXPECT_EQ(pool.ports.first, same.ports.first);
    EXPECT_EQ(pool.hold_down, same.hold_down);
    EXPECT_EQ(pool.subscribers, same.subscribers);
}

TEST(nat_file, says_where_and_what_is_wrong) {
    const std::string pools = "[[pool]]\nname = \"outside\"\naddresses = [\"192.0.2.1\"]\n"
                              "[[pool]]\nname = \"guests\"\naddresses = [\"192.0.2.2\"]\n";
    const auto has = [](const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    has(complaint(pools + "[[rule]]\nname = \"a\"\nsource = \"10.0.0.0/8\"\npool = \"outsid\"\n"),
        "rules:10:8: pool: 'outsid' is not the name of a pool: one of outside, guests; did you mean 'outside'?");
    has(complaint(pools + "[[pool]]\nname = \"guests\"\naddresses = [\"192.0.2.3\"]\n"),
        "rules:8:8: name: another pool is called 'guests' already");
    has(complaint("[[pool]]\nname = \"a\"\naddresses = [\"192.0.2.1/24\"]\nlinger = 30\n"),
        "rules:3:14: addresses: '192.0.2.1/24' is not a prefix");
    has(complaint("[[pool]]\nname = \"a\"\naddresses = [\"192.0.2.1\"]\nlinger = 30\n"), "rules:4:10: linger: ");
    has(complaint("[[forward]]\nname = \"a\"\nexternal = \"192.0.2.1\"\nports = 80\ninternal = \"10.0.0.1\"\n"),
        "rules:4:9: a forward with ports needs a protocol");
    has(complaint("[[static]]\nname = \"a\"\nexternl = \"192.0.2.1\"\ninternal = \"10.0.0.1\"\n"),
        "unknown key 'externl'; did you mean 'external'?");
}

} // namespace THIS_TEST
} // namespace xdpk
