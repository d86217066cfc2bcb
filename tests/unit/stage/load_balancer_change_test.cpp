// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "stage/load_balancer_rig.hpp"
#include "support/random_seed.hpp"

#include <cstring>
#include <random>
#include <set>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

constexpr std::uint32_t flows = 5000;

constexpr std::array modes{forwarding_mode::dnat, forwarding_mode::full_nat, forwarding_mode::l2_direct_return,
                           forwarding_mode::tunnel};

/// Each flow's record under a table.
std::vector<xdpk_flow_record> established(const std::shared_ptr<const load_balancer_table>& table) {
    load_balancer balancer(table);
    std::vector<xdpk_flow_record> records;
    for (std::uint32_t n = 0; n < flows; ++n)
        records.push_back(record_of(decide(balancer, client(n))));
    return records;
}

class load_balancer_changes : public testing::TestWithParam<forwarding_mode> {
protected:
    service_config service = web(5, GetParam());
    std::shared_ptr<const load_balancer_table> before = table_of({service});
    std::vector<xdpk_flow_record> records = established(before);
    load_balancer balancer{before};

    /// The number of flows that go elsewhere than before, after all were decided anew.
    std::uint32_t moved_under(const std::vector<service_config>& services) {
        const auto after = table_of(services, before.get());
        EXPECT_EQ(balancer.replace(after), before);
        std::uint32_t moved = 0;
        for (std::uint32_t n = 0; n < flows; ++n)
            moved += same(record_of(decide(balancer, client(n), &records[n])), records[n]) ? 0 : 1;
        EXPECT_EQ(count_of(balancer, "kept"), flows - moved);
        EXPECT_EQ(count_of(balancer, "moved"), moved);
        return moved;
    }
    /// The number of flows that a backend has.
    [[nodiscard]] std::uint32_t flows_of(std::uint32_t number) const {
        return static_cast<std::uint32_t>(
            std::ranges::count_if(records, [number](const xdpk_flow_record& r) { return r.account[1] == number; }));
    }
    static bool same(const xdpk_flow_record& a, const xdpk_flow_record& b) {
        return std::memcmp(&a, &b, sizeof(a)) == 0;
    }
};

TEST_P(load_balancer_changes, soft_drain_keeps_flows_and_gets_no_new_ones) {
    service.backends[1].weight = 0;
    EXPECT_EQ(moved_under({service}), 0);
    const std::uint32_t drained = before->accounts()[1].account;
    for (std::uint32_t n = flows; n < 2 * flows; ++n)
        ASSERT_NE(decide(balancer, client(n)).account[1], drained);
}

TEST_P(load_balancer_changes, hard_drain_moves_the_backends_flows_and_no_others) {
    service.backends[1].available = false;
    const std::uint32_t had = flows_of(before->accounts()[1].account);
    EXPECT_GT(had, flows / 6);
    EXPECT_EQ(moved_under({service}), had);
}

TEST_P(load_balancer_changes, so_does_removing_it) {
    const std::uint32_t had = flows_of(before->accounts()[1].account);
    service.backends.erase(service.backends.begin() + 1);
    EXPECT_EQ(moved_under({service}), had);
}

TEST_P(load_balancer_changes, adding_one_moves_no_established_flow) {
    service.backends.insert(service.backends.begin(), {.address = ip("10.0.0.99"), .port = service.backends[0].port});
    EXPECT_EQ(moved_under({service}), 0);
    const std::uint32_t number = balancer.replace(before)->accounts()[0].account;
    EXPECT_EQ(number, 6) << "numbers of others are not used again";
}

TEST_P(load_balancer_changes, another_order_and_other_services_move_nothing) {
    std::ranges::reverse(service.backends);
    service_config other = web(3);
    other.name = "other";
    other.port = 443;
    EXPECT_EQ(moved_under({other, service}), 0);
}

TEST_P(load_balancer_changes, nodes_of_a_cluster_choose_alike) {
    service_config shuffled = service;
    std::rotate(shuffled.backends.begin(), shuffled.backends.begin() + 2, shuffled.backends.end());
    service_config other = web(3);
    other.name = "other";
    other.port = 443;
    const auto here = table_of({service});
    const auto there = table_of({other, shuffled});
    for (std::uint32_t n = 0; n < flows; ++n) {
        flow_key key = client(n);
        const load_balancer_choice a = here->simulate(key);
        key.zone = 9;
        ASSERT_EQ(there->simulate(key).backend.address, a.backend.address) << "the zone is a node's own affair";
    }
}

TEST_P(load_balancer_changes, few_new_flows_go_elsewhere_when_a_backend_goes) {
    service_config s = web(50, GetParam());
    s.table_size = 65537;
    const auto all = table_of({s});
    const ip_address gone = s.backends[7].address;
    s.backends.erase(s.backends.begin() + 7);
    const auto without = table_of({s}, all.get());
    std::uint32_t moved = 0;
    for (std::uint32_t n = 0; n < flows; ++n) {
        const ip_address had = all->simulate(client(n)).backend.address;
        moved += had != gone && without->simulate(client(n)).backend.address != had;
    }
    EXPECT_LE(moved, flows / 100);
}

INSTANTIATE_TEST_SUITE_P(modes, load_balancer_changes, testing::ValuesIn(modes),
                         [](const auto& mode) { return name(mode.param); });

TEST(load_balancer, finds_the_backend_by_its_address_when_its_number_is_gone) {
    const auto before = table_of({web(5)});
    load_balancer balancer(before);
    flow_decision d = decide(balancer, client(3));
    xdpk_flow_record record = record_of(d);
    record.account[1] = 0;
    service_config more = web(5);
    more.backends.resize(4);
    more.backends.push_back({.address = d.rewritten.destination_address(), .port = 8080, .weight = 0});
    std::erase_if(more.backends, [&d](const backend_config& b) {
        return b.weight != 0 && b.address == d.rewritten.destination_address();
    });
    (void)balancer.replace(table_of({more}));
    EXPECT_EQ(decide(balancer, client(3), &record).rewritten, d.rewritten);
    EXPECT_EQ(count_of(balancer, "kept"), 1);
}

TEST(load_balancer, numbers_and_tunnels_stay_with_backends_through_any_changes) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    std::shared_ptr<const load_balancer_table> table;
    std::map<ip_address, std::uint32_t> numbers;
    for (int round = 0; round < 60; ++round) {
        service_config s = web(0, forwarding_mode::tunnel);
        s.tunnel.source = ip("10.0.0.254");
        s.table_size = 101;
        for (std::uint8_t i = 0; i < 20; ++i)
            if (random() % 2 == 0)
                s.backends.push_back({.address = ipv4_address{{10, 0, 0, i}}, .weight = random() % 3U == 0 ? 0U : 1U});
        std::ranges::shuffle(s.backends, random);
        table = table_of({s}, table.get());
        std::map<ip_address, std::uint32_t> now;
        std::set<std::uint32_t> different;
        for (const backend_account& a : table->accounts()) {
            now[a.backend.address] = a.account;
            different.insert(a.account);
            EXPECT_LT(a.account, table->account_limit());
            EXPECT_EQ(destination_of(table->tunnels()[a.account - 1]), a.backend.address);
            const auto had = numbers.find(a.backend.address);
            EXPECT_TRUE(had == numbers.end() || had->second == a.account);
        }
        EXPECT_EQ(different.size(), s.backends.size());
        numbers = std::move(now);
    }
}

} // namespace THIS_TEST
} // namespace xdpk
