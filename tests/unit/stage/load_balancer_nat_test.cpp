// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "stage/load_balancer_rig.hpp"

#include <xdpk/base/error.hpp>

#include <set>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

class full_nat : public testing::Test {
protected:
    static constexpr port_range ports{20000, 20099};

    std::shared_ptr<const load_balancer_table> table = table_of({web(1, forwarding_mode::full_nat)});
    load_balancer balancer{table, ports};
};

TEST_F(full_nat, takes_sources_from_the_pool_and_the_workers_ports) {
    std::set<std::pair<ip_address, std::uint16_t>> seen;
    for (std::uint32_t n = 0; n < 4000; ++n) {
        const flow_decision d = decide(balancer, client(n));
        ASSERT_EQ(d.verdict, XDPK_FORWARD);
        ASSERT_TRUE(d.needs_state);
        ASSERT_EQ(d.rewritten.destination_address(), ip("10.0.0.1"));
        seen.insert({d.rewritten.source_address(), d.rewritten.source_port.host()});
    }
    EXPECT_EQ(seen.size(), 200) << "2 addresses, 100 ports";
    EXPECT_EQ(seen.begin()->second, 20000);
    EXPECT_EQ(seen.begin()->first, ip("10.0.1.1"));
    EXPECT_EQ(seen.rbegin()->second, 20099);
    EXPECT_EQ(seen.rbegin()->first, ip("10.0.1.2"));
}

TEST_F(full_nat, chooses_the_same_source_for_a_flow_and_another_with_each_attempt) {
    std::set<flow_key::words> seen;
    for (unsigned attempt = 0; attempt < 10; ++attempt) {
        const flow_decision d = decide(balancer, client(1), nullptr, attempt);
        EXPECT_EQ(d.rewritten, decide(balancer, client(1), nullptr, attempt).rewritten);
        seen.insert(d.rewritten.to_words());
    }
    EXPECT_GT(seen.size(), 7);
    EXPECT_EQ(count_of(balancer, "balanced"), 2) << "attempts are for one flow";
}

TEST_F(full_nat, fills_the_pool_to_nine_tenths) {
    std::set<flow_key::words> taken;
    for (std::uint32_t n = 0; taken.size() < 180; ++n) {
        unsigned attempt = 0;
        while (!taken.insert(decide(balancer, client(n), nullptr, attempt).rewritten.to_words()).second)
            ASSERT_LT(++attempt, 1000U);
        ASSERT_LT(attempt, 64) << "flow " << n;
    }
}

TEST_F(full_nat, drops_when_it_finds_no_source) {
    EXPECT_EQ(decide(balancer, client(1), nullptr, 63).verdict, XDPK_FORWARD);
    EXPECT_EQ(decide(balancer, client(1), nullptr, 64).verdict, XDPK_DROP);
    EXPECT_EQ(count_of(balancer, "no_source"), 1);
}

TEST_F(full_nat, an_established_flow_keeps_its_source) {
    xdpk_flow_record record = record_of(decide(balancer, client(1)));
    record.source_port = be16{20042}.raw();
    const flow_decision again = decide(balancer, client(1), &record);
    EXPECT_EQ(again.rewritten.source_port, be16{20042});
    EXPECT_TRUE(std::ranges::equal(again.rewritten.source, record.source));
    EXPECT_NE(decide(balancer, client(1), &record, 1).rewritten.source_port, be16{20042}) << "it is another's";
}

TEST_F(full_nat, but_not_one_that_is_no_longer_the_services) {
    xdpk_flow_record record = record_of(decide(balancer, client(1)));
    record.source_port = be16{30000}.raw();
    EXPECT_LE(decide(balancer, client(1), &record).rewritten.source_port.host(), 20099);
    record.source_port = be16{20042}.raw();
    record.source[3] = 77;
    EXPECT_NE(decide(balancer, client(1), &record).rewritten.source[3], 77);
}

TEST_F(full_nat, works_over_ipv6) {
    service_config s = web(0, forwarding_mode::full_nat);
    s.address = ip("2001:db8::80");
    s.backends = {{.address = ip("2001:db8:1::1"), .port = 8080}};
    s.sources = {ip("2001:db8:2::1")};
    load_balancer six(table_of({s}), ports);
    const flow_decision d = decide(six, key_of("2001:db8:3::1", 9, "2001:db8::80", 80));
    EXPECT_EQ(d.rewritten.source_address(), ip("2001:db8:2::1"));
    EXPECT_EQ(d.rewritten.destination_address(), ip("2001:db8:1::1"));
}

TEST_F(full_nat, wants_ports) {
    EXPECT_THROW(load_balancer(table, {10, 9}), error);
    load_balancer one(table, {10, 10});
    EXPECT_EQ(decide(one, client(1)).rewritten.source_port, be16{10});
}

} // namespace THIS_TEST
} // namespace xdpk
