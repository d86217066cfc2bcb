// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

namespace xdpk::test {
namespace THIS_TEST {

const end_point server{"198.51.100.7", 80};

class NatLog : public testing::Test {
protected:
    nat_worker logging() { return {.log = log_}; }

    std::vector<nlohmann::json> lines() {
        std::vector<nat_event> events(64);
        events.resize(log_->pop(events));
        std::vector<nlohmann::json> all;
        for (const nat_event& event : events)
            all.push_back(nlohmann::json::parse(to_json(event)));
        return all;
    }

    std::shared_ptr<nat_log> log_ = std::make_shared<nat_log>(8);
};

TEST_F(NatLog, HasAMappingsBeginAndEnd) {
    nat_gateway g(masquerade(), logging());
    flow_key key = udp({"10.0.0.1", 5000}, server);
    key.zone = 3;
    g.send(key);
    flow_key further = udp({"10.0.0.1", 5000}, {"198.51.100.8", 1});
    further.zone = 3;
    g.send(further);
    g.end(further);
    g.end(key);
    std::vector<nlohmann::json> log = lines();
    ASSERT_EQ(log.size(), 2);
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    EXPECT_LE(std::abs(log[0]["time_ms"].get<std::int64_t>() - now), 60'000);
    for (nlohmann::json& line : log)
        line.erase("time_ms");
    nlohmann::json expected{{"event", "mapping_created"}, {"zone", 3},      {"subscriber", "10.0.0.1"},
                            {"external", "192.0.2.1"},    {"protocol", 17}, {"internal_port", 5000},
                            {"external_port", 5000}};
    EXPECT_EQ(log[0], expected);
    expected["event"] = "mapping_ended";
    EXPECT_EQ(log[1], expected);
}

TEST_F(NatLog, HasEachFlowOfAnEndpointDependentPool) {
    nat_gateway g(masquerade({.mapping = nat_mapping::endpoint_dependent}), logging());
    g.send(udp({"10.0.0.1", 5000}, server));
    g.send(udp({"10.0.0.1", 5000}, {"198.51.100.8", 1}));
    EXPECT_EQ(lines().size(), 2);
}

TEST_F(NatLog, HasBlocksInsteadOfMappings) {
    nat_gateway g(masquerade({.ports = {2000, 2031}, .block_size = 8}), logging());
    g.send(udp({"10.0.0.1", 5000}, server));
    g.send(udp({"10.0.0.1", 5001}, server));
    const auto given = lines();
    ASSERT_EQ(given.size(), 1);
    EXPECT_EQ(given[0]["event"], "block_given");
    EXPECT_EQ(given[0]["subscriber"], "10.0.0.1");
    EXPECT_EQ(given[0]["last_port"].get<int>(), given[0]["first_port"].get<int>() + 7);
    EXPECT_FALSE(given[0].contains("protocol"));
    g.end(udp({"10.0.0.1", 5000}, server));
    g.end(udp({"10.0.0.1", 5001}, server));
    EXPECT_TRUE(lines().empty());
    nat_gateway::now += 121;
    g.stage().expire();
    const auto taken = lines();
    ASSERT_EQ(taken.size(), 1);
    EXPECT_EQ(taken[0]["event"], "block_taken_back");
    EXPECT_EQ(taken[0]["first_port"], given[0]["first_port"]);
    // What is outside of the blocks is in the log by itself.
    g.send(flow(ip_proto::gre, {"10.0.0.1"}, {"198.51.100.7"}));
    EXPECT_EQ(lines().size(), 1);
}

TEST_F(NatLog, NeedsNothingAboutDeterministicPorts) {
    nat_config config = masquerade({.subscribers = block("10.0.0.0/24")});
    config.rules[0].source = block("10.0.0.0/24");
    nat_gateway g(config, logging());
    g.send(udp({"10.0.0.1", 5000}, server));
    EXPECT_TRUE(lines().empty());
}

TEST_F(NatLog, CountsWhatDoesNotFit) {
    nat_gateway g(masquerade(), logging());
    for (std::uint16_t port = 5000; port < 5010; ++port)
        g.send(udp({"10.0.0.1", port}, server));
    EXPECT_EQ(lines().size(), 8);
    EXPECT_EQ(g.count("log_lost"), 2);
}

} // namespace THIS_TEST
} // namespace xdpk::test
