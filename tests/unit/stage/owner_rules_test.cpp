// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/owner_rules.hpp>

#include <xdpk/base/error.hpp>

#include "load_balancer_rig.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace xdpk {
namespace THIS_TEST {

using test::decide;
using test::key_of;
using test::table_of;
using test::web;

template <class Rule>
std::uint32_t owner(const Rule& rule, const flow_key& key) {
    return rule({}, key);
}

TEST(owner_rules, spread_hashes_evenly) {
    EXPECT_EQ(worker_by_hash(0, 3), 0);
    EXPECT_EQ(worker_by_hash(0xffffffff, 3), 2);
    EXPECT_EQ(worker_by_hash(0x80000000, 2), 1);
    EXPECT_EQ(worker_by_hash(0x7fffffff, 2), 0);
}

TEST(owner_rules, both_directions_of_a_flow_have_one_owner) {
    std::set<std::uint32_t> owners;
    for (std::uint32_t n = 0; n < 1000; ++n) {
        const flow_key key = test::client(n);
        EXPECT_EQ(owner(owner_by_flow{4}, key), owner(owner_by_flow{4}, reversed(key)));
        EXPECT_EQ(owner(owner_by_addresses{4}, key), owner(owner_by_addresses{4}, reversed(key)));
        owners.insert(owner(owner_by_flow{4}, key));
    }
    EXPECT_EQ(owners.size(), 4);
}

TEST(owner_rules, addresses_alone_tell_no_flows_apart) {
    std::set<std::uint32_t> by_flow;
    std::set<std::uint32_t> by_addresses;
    for (std::uint16_t port = 1; port < 100; ++port) {
        const flow_key key = key_of("198.18.0.1", port, "198.18.0.2", 80);
        by_flow.insert(owner(owner_by_flow{4}, key));
        by_addresses.insert(owner(owner_by_addresses{4}, key));
    }
    EXPECT_EQ(by_flow.size(), 4);
    EXPECT_EQ(by_addresses.size(), 1);
}

TEST(ports_of_worker, are_each_ones_own_and_none_is_left_over) {
    for (const std::uint32_t workers : {1U, 2U, 3U, 7U}) {
        std::uint32_t next = 1000;
        for (std::uint32_t w = 0; w < workers; ++w) {
            const port_range mine = ports_of_worker({1000, 1050}, w, workers);
            EXPECT_EQ(mine.first, next);
            EXPECT_LE(mine.first, mine.last);
            next = mine.last + 1U;
        }
        EXPECT_EQ(next, 1051);
    }
    EXPECT_EQ(ports_of_worker({0, 65535}, 1, 2).last, 65535);
    EXPECT_THROW(static_cast<void>(ports_of_worker({10, 11}, 0, 3)), error);
    EXPECT_THROW(static_cast<void>(ports_of_worker({11, 10}, 0, 1)), error);
}

/// Whoever decides for a client's flow gets the replies to what the balancer makes of it.
void expect_replies_come_back(const service_config& service, std::uint32_t workers) {
    const port_range all{1024, 65535};
    const auto table = table_of({service});
    const owner_by_service rule(table, workers, all);
    std::vector<load_balancer> balancers;
    for (std::uint32_t w = 0; w < workers; ++w)
        balancers.emplace_back(table, ports_of_worker(all, w, workers));
    std::set<std::uint32_t> owners;
    for (std::uint32_t n = 0; n < 2000; ++n) {
        const flow_key key = test::client(n * 77);
        const std::uint32_t decides = owner(rule, key);
        ASSERT_LT(decides, workers);
        owners.insert(decides);
        const flow_decision d = decide(balancers[decides], key);
        ASSERT_NE(d.rewritten, key);
        ASSERT_EQ(owner(rule, reversed(d.rewritten)), decides) << n;
    }
    EXPECT_EQ(owners.size(), workers);
}

TEST(owner_by_service, replies_come_back_to_who_decided) {
    for (const std::uint32_t workers : {2U, 3U, 5U}) {
        expect_replies_come_back(web(4, forwarding_mode::dnat), workers);
        expect_replies_come_back(web(4, forwarding_mode::full_nat), workers);
    }
}

TEST(owner_by_service, backends_may_speak_to_others_and_be_spoken_to) {
    const owner_by_service rule(table_of({web(4)}), 4);
    for (std::uint16_t n = 1; n < 200; ++n) {
        const flow_key key = key_of("10.0.0.2", n, "198.18.0." + std::to_string(n), 443);
        EXPECT_EQ(owner(rule, key), owner(rule, reversed(key)));
        EXPECT_EQ(owner(rule, key), owner(rule, key_of("198.18.0." + std::to_string(n), 5, "192.0.2.1", 80)));
    }
}

TEST(owner_by_service, others_flows_meet_too) {
    const owner_by_service rule(table_of({web(2, forwarding_mode::full_nat)}), 4);
    for (std::uint16_t n = 1; n < 200; ++n) {
        const flow_key key = key_of("172.16.0.1", n, "198.18.0." + std::to_string(n), 443);
        EXPECT_EQ(owner(rule, key), owner(rule, reversed(key)));
    }
}

} // namespace THIS_TEST
} // namespace xdpk
