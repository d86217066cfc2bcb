// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"
#include "support/random_seed.hpp"

#include <random>
#include <set>
#include <tuple>

namespace xdpk::test {
namespace THIS_TEST {

/// Flows of a few hosts that come, stay and end, under rules that change.
class life {
public:
    explicit life(std::uint64_t seed) : random_(seed), gateway_(some_config(), {.mappings = 150, .subscribers = 12}) {}

    void live(int steps) {
        for (int step = 0; step < steps; ++step) {
            act();
            if (step % 50 == 0)
                check();
        }
    }

    /// When all flows have ended, nothing is taken.
    void end() {
        gateway_.end_all();
        for (int i = 0; i < 2; ++i) { // mappings linger, then their blocks are held down
            nat_gateway::now += 1000;
            gateway_.stage().expire();
        }
        EXPECT_TRUE(gateway_.mappings().empty());
        for (const nat_pool_report& pool : gateway_.stage().pools()) {
            EXPECT_EQ(pool.tcp_used + pool.udp_used + pool.echo_used, 0);
            EXPECT_EQ(pool.blocks_used, 0);
        }
    }

private:
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

    nat_config some_config() {
        nat_pool pool{.addresses = {block(below(2) == 0 ? "192.0.2.0/31" : "192.0.2.1")},
                      .ports = {static_cast<std::uint16_t>(1000 + below(40)), 1080},
                      .mapping = static_cast<nat_mapping>(below(4) == 0),
                      .filtering = static_cast<nat_filtering>(below(3)),
                      .paired = below(2) == 0,
                      .keep_port = below(2) == 0,
                      .keep_parity = below(2) == 0,
                      .linger = below(2) * 20};
        if (below(3) == 0) {
            pool.ports.last = 1100;
            pool.block_size = static_cast<std::uint16_t>(4 + below(5));
            pool.hold_down = below(30);
        }
        return masquerade(pool);
    }

    flow_key some_flow() {
        const std::array protocols{ip_proto::tcp, ip_proto::udp, ip_proto::icmp, ip_proto::sctp};
        const ip_proto protocol = protocols[below(4)];
        const auto port = static_cast<std::uint16_t>(1020 + below(12));
        const end_point host{"10.0.0." + std::to_string(below(15)), port};
        const end_point peer{"198.51.100." + std::to_string(below(3)),
                             protocol == ip_proto::icmp ? port : static_cast<std::uint16_t>(80 + below(2))};
        if (below(5) == 0)
            return flow(protocol, peer, {"192.0.2." + std::to_string(below(2)), port});
        return flow(protocol, host, peer);
    }

    void act() {
        const std::uint32_t what = below(100);
        if (what == 0) {
            EXPECT_TRUE(gateway_.replace(some_config()));
        } else if (what < 10) {
            nat_gateway::now += below(20);
        } else if (what < 45) {
            end_one();
        } else {
            const flow_key key = some_flow();
            if (gateway_.send(key))
                flows_.insert(key.to_words());
            else
                flows_.erase(key.to_words());
        }
    }

    void end_one() {
        if (flows_.empty())
            return;
        const auto which = std::next(flows_.begin(), below(static_cast<std::uint32_t>(flows_.size())));
        gateway_.end_if_known(std::bit_cast<flow_key>(*which));
        flows_.erase(which);
    }

    /// No two hosts have one external endpoint, no endpoint has two of one kind, and ports are counted right.
    void check() {
        std::map<std::tuple<ip_proto, std::string, std::string>, std::string> owners;
        std::set<std::tuple<ip_proto, std::string>> inside;
        std::size_t ports = 0;
        for (const nat_mapping_report& m : gateway_.mappings()) {
            const auto text = [](const nat_mapping_report::endpoint& e) {
                return to_string(e.address) + ":" + std::to_string(e.port);
            };
            const std::string remote = m.remote ? text(*m.remote) : "";
            EXPECT_TRUE(owners.emplace(std::tuple(m.protocol, text(m.external), remote), text(m.internal)).second);
            if (!m.abandoned && !m.remote) {
                EXPECT_TRUE(inside.emplace(m.protocol, text(m.internal)).second);
            }
            ports += m.remote ? 0 : 1;
        }
        std::size_t used = 0;
        for (const nat_pool_report& pool : gateway_.stage().pools())
            used += pool.tcp_used + pool.udp_used + pool.echo_used;
        EXPECT_LE(used, ports); // those of addresses that are in no pool now are not counted
    }

    std::mt19937_64 random_;
    nat_gateway gateway_;
    std::set<flow_key::words> flows_;
};

TEST(NatRandom, FlowsComeAndGoWhileRulesChange) {
    for (int round = 0; round < 20; ++round) {
        const random_seed seed;
        life one(seed.value());
        one.live(2000);
        one.end();
    }
}

} // namespace THIS_TEST
} // namespace xdpk::test
