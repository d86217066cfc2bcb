// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/stage/nat_rules.hpp>

#include "support/addresses.hpp"

#include <functional>
#include <gmock/gmock.h>

namespace xdpk::test {
namespace THIS_TEST {

nat_config good() {
    return {.pools = {{.name = "out", .addresses = {block("192.0.2.0/30")}}},
            .rules = {{.name = "lan", .source = block("10.0.0.0/8"), .pool = "out"}},
            .statics = {{.name = "mail", .external = ip("192.0.2.9"), .internal = ip("10.0.0.9")}},
            .forwards = {{.name = "web",
                          .external = ip("192.0.2.1"),
                          .protocol = ip_proto::tcp,
                          .ports = {80, 89},
                          .internal = ip("10.0.0.8"),
                          .internal_port = 8080}}};
}

/// What is said about a configuration with one fault.
std::string refusal(const std::function<void(nat_config&)>& spoil) {
    nat_config config = good();
    spoil(config);
    try {
        const nat_rules rules(config);
    } catch (const error& e) {
        return e.what();
    }
    return "nothing";
}

TEST(NatRules, AreAcceptedAsTheyShouldBe) { EXPECT_EQ(nat_rules(good()).addresses(), 4); }

TEST(NatRules, FaultyPoolsAreNamed) {
    using testing::HasSubstr;
    const auto says = [](const std::function<void(nat_pool&)>& spoil) {
        return refusal([&](nat_config& c) { spoil(c.pools[0]); });
    };
    EXPECT_THAT(says([](nat_pool& p) { p.addresses.clear(); }), HasSubstr("nat pool 'out': has no addresses"));
    EXPECT_THAT(says([](nat_pool& p) { p.name.clear(); }), HasSubstr("its name is empty"));
    EXPECT_THAT(says([](nat_pool& p) { p.ports = {9, 8}; }), HasSubstr("its range of ports is empty"));
    EXPECT_THAT(says([](nat_pool& p) { p.ports = {0, 0}; }), HasSubstr("its range of ports is empty"));
    EXPECT_THAT(says([](nat_pool& p) { p.addresses.push_back(block("2001:db8::1")); }),
                HasSubstr("IPv4 and IPv6 addresses"));
    EXPECT_THAT(says([](nat_pool& p) { p.addresses = {block("192.0.0.0/15")}; }), HasSubstr("65536 addresses"));
    EXPECT_THAT(says([](nat_pool& p) { p.addresses.push_back(block("192.0.2.3")); }),
                HasSubstr("192.0.2.3 is there twice"));
    EXPECT_THAT(says([](nat_pool& p) { p.block_size = 65000; }), HasSubstr("a block is larger"));
    EXPECT_THAT(says([](nat_pool& p) { p.subscribers = block("10.0.0.0/7"); }), HasSubstr("16 million"));
    EXPECT_THAT(says([](nat_pool& p) { p.subscribers = block("10.0.0.0/8"); }), HasSubstr("more subscribers than"));
    EXPECT_THAT(says([](nat_pool& p) { p.subscribers = block("fd00::/120"); }), HasSubstr("other IP version"));
    EXPECT_THAT(says([](nat_pool& p) { p.subscribers = block("10.0.0.0/24"); }),
                HasSubstr("nat rule 'lan': its source has more addresses"));
    EXPECT_THAT(refusal([](nat_config& c) { c.pools.push_back(c.pools[0]); }), HasSubstr("another pool's"));
}

TEST(NatRules, FaultyRulesAreNamed) {
    using testing::HasSubstr;
    const auto says = [](const std::function<void(nat_rule&)>& spoil) {
        return refusal([&](nat_config& c) { spoil(c.rules[0]); });
    };
    EXPECT_THAT(says([](nat_rule& r) { r.pool = "in"; }), HasSubstr("nat rule 'lan': there is no pool 'in'"));
    EXPECT_THAT(says([](nat_rule& r) { r.source = block("0.0.0.0/0"); }), HasSubstr("every address"));
    EXPECT_THAT(says([](nat_rule& r) { r.source = block("fd00::/8"); }), HasSubstr("other IP version"));
    EXPECT_THAT(says([](nat_rule& r) { r.destination = block("fd00::/8"); }), HasSubstr("different IP versions"));
    EXPECT_THAT(says([](nat_rule& r) { r.source = block("192.0.0.0/8"); }), HasSubstr("which is in its pool"));
    EXPECT_EQ(says([](nat_rule& r) { r = {.name = "none", .source = block("0.0.0.0/0")}; }), "nothing");
}

TEST(NatRules, FaultyEntriesAreNamed) {
    using testing::HasSubstr;
    const auto says = [](const std::function<void(nat_forward&)>& spoil) {
        return refusal([&](nat_config& c) { spoil(c.forwards[0]); });
    };
    EXPECT_THAT(says([](nat_forward& f) { f.protocol = ip_proto::gre; }),
                HasSubstr("nat forward 'web': its protocol has no ports"));
    EXPECT_THAT(says([](nat_forward& f) { f.protocol.reset(); }), HasSubstr("ports but no protocol"));
    EXPECT_THAT(says([](nat_forward& f) { f.ports = {9, 8}; }), HasSubstr("range of ports is empty"));
    EXPECT_THAT(says([](nat_forward& f) { f.internal_port = 65530; }), HasSubstr("end above 65535"));
    EXPECT_THAT(says([](nat_forward& f) { f.protocol = ip_proto::sctp; }), HasSubstr("SCTP"));
    EXPECT_THAT(says([](nat_forward& f) { f.internal = ip("fd00::1"); }), HasSubstr("different IP versions"));
    EXPECT_THAT(says([](nat_forward& f) { f.source_pool = "in"; }), HasSubstr("there is no pool 'in'"));
    EXPECT_THAT(refusal([](nat_config& c) { c.statics[0].external = ip("192.0.2.1"); }),
                HasSubstr("nat static 'mail': its external address is in a pool"));
    EXPECT_THAT(refusal([](nat_config& c) { c.statics.push_back(c.statics[0]); }), HasSubstr("same packets as"));
    EXPECT_THAT(refusal([](nat_config& c) {
                    c.forwards.push_back(c.forwards[0]);
                    c.forwards[1].name = "other";
                    c.forwards[1].ports = {89, 90};
                }),
                HasSubstr("nat forward 'other': is for the same packets as nat forward 'web'"));
}

TEST(NatRules, TellWhichWorkerRepliesBelongTo) {
    const nat_rules rules(good());
    const auto worker = [&](const flow_key& reply) { return rules.worker_of(reply, 4); };
    EXPECT_EQ(worker(tcp({"198.51.100.7", 80}, {"192.0.2.2", 5000})), 5000 / 2 % 4);
    EXPECT_EQ(worker(tcp({"198.51.100.7", 80}, {"192.0.2.2", 5001})), 5000 / 2 % 4);
    EXPECT_EQ(worker(tcp({"198.51.100.7", 80}, {"192.0.2.1", 85})), std::nullopt);  // forwarded
    EXPECT_EQ(worker(tcp({"198.51.100.7", 80}, {"192.0.2.77", 85})), std::nullopt); // not ours
    nat_config blocks = good();
    blocks.pools[0].block_size = 100;
    const nat_rules of_blocks(blocks);
    EXPECT_EQ(of_blocks.worker_of(tcp({"198.51.100.7", 80}, {"192.0.2.2", 1024 + 750}), 4), 7 % 4);
    EXPECT_EQ(of_blocks.worker_of(tcp({"198.51.100.7", 80}, {"192.0.2.2", 1023}), 4), std::nullopt);
}

TEST(NatRules, DeterministicPoolsTellPortsAndSubscribers) {
    nat_config config = good();
    config.pools[0].subscribers = block("10.0.0.0/24"); // 64 on each of 4 addresses, 1008 ports each
    config.rules[0].source = block("10.0.0.0/24");
    const nat_rules rules(config);
    const auto place = rules.ports_of(ip("10.0.0.65"));
    ASSERT_TRUE(place);
    EXPECT_EQ(place->external, ip("192.0.2.1"));
    EXPECT_EQ(place->ports.first, 1024 + 1008);
    EXPECT_EQ(place->ports.last, 1024 + 2 * 1008 - 1);
    EXPECT_EQ(rules.subscriber_of(ip("192.0.2.1"), 1024 + 1008), ip("10.0.0.65"));
    EXPECT_EQ(rules.subscriber_of(ip("192.0.2.3"), 65535), ip("10.0.0.255"));
    EXPECT_EQ(rules.subscriber_of(ip("192.0.2.3"), 1023), std::nullopt);
    EXPECT_EQ(rules.subscriber_of(ip("192.0.2.4"), 1024), std::nullopt);
    EXPECT_EQ(rules.ports_of(ip("10.0.1.0")), std::nullopt);
}

} // namespace THIS_TEST
} // namespace xdpk::test
