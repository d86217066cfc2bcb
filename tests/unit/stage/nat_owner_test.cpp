// SPDX-License-Identifier: BSD-3-Clause
// Several workers translate: whoever decides for a flow gets its replies, and what follows from it.
#include <xdpk/stage/nat.hpp>

#include "support/addresses.hpp"
#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <set>
#include <vector>

namespace xdpk::test {
namespace THIS_TEST {

constexpr std::uint32_t workers = 3;

nat_config everything(const nat_pool& pool) {
    return {.pools = {pool, {.name = "twice", .addresses = {block("203.0.113.1")}}},
            .rules = {{.name = "near", .source = block("10.0.0.0/8"), .destination = block("10.0.0.0/8")},
                      {.name = "lan", .source = block("10.0.0.0/8"), .pool = pool.name}},
            .statics = {{.name = "mail", .external = ip("192.0.2.9"), .internal = ip("10.0.9.9")}},
            .forwards = {{.name = "web",
                          .external = ip("192.0.2.1"),
                          .protocol = ip_proto::tcp,
                          .ports = {80, 89},
                          .internal = ip("10.0.0.8"),
                          .internal_port = 8080},
                         {.name = "far", .external = ip("192.0.2.10"), .internal = ip("172.16.0.1")},
                         {.name = "both",
                          .external = ip("192.0.2.11"),
                          .protocol = ip_proto::tcp,
                          .ports = {25, 25},
                          .internal = ip("172.16.0.2"),
                          .source_pool = "twice"}}};
}

class NatOwner : public testing::Test {
protected:
    void use(const nat_config& config) {
        rules_ = std::make_shared<const nat_rules>(config);
        stages_.clear();
        for (std::uint32_t w = 0; w < workers; ++w)
            stages_.emplace_back(rules_, nat_worker{.worker = w, .workers = workers});
    }
    [[nodiscard]] std::uint32_t owner(const flow_key& key) const { return rules_->owner_of(key, workers); }

    /// The owner decides; its replies must be its own. Gives what the packet becomes.
    flow_key pass(const flow_key& key) {
        const std::uint32_t decides = owner(key);
        flow_decision d{.key = key, .rewritten = key};
        stages_[decides].decide(d);
        EXPECT_EQ(d.verdict, XDPK_FORWARD) << source_of(key).address << " to " << destination_of(key).address;
        EXPECT_EQ(owner(reversed(d.rewritten)), decides)
            << source_of(key).address << " to " << destination_of(key).address;
        owners_.insert(decides);
        return d.rewritten;
    }
    end_point inside() {
        return {"10.0." + std::to_string(random_() % 4) + "." + std::to_string(1 + random_() % 200), port()};
    }
    end_point outside() { return {"198.51.100." + std::to_string(1 + random_() % 200), port()}; }
    std::uint16_t port() { return static_cast<std::uint16_t>(1024 + random_() % 60000); }

    random_seed seed_;
    std::mt19937_64 random_{seed_.value()};
    std::shared_ptr<const nat_rules> rules_;
    std::vector<nat> stages_;
    std::set<std::uint32_t> owners_;
};

const nat_pool plain{.name = "out", .addresses = {block("192.0.2.0/30")}};

TEST_F(NatOwner, RepliesComeBackWhateverThePoolIsLike) {
    nat_pool blocks = plain;
    blocks.block_size = 256;
    nat_pool computed = plain;
    computed.subscribers = block("10.0.0.0/22");
    nat_pool dependent = plain;
    dependent.mapping = nat_mapping::endpoint_dependent;
    for (const nat_pool& pool : {plain, blocks, computed, dependent}) {
        nat_config config{.pools = {pool}, .rules = {{.name = "lan", .source = block("10.0.0.0/22"), .pool = "out"}}};
        use(config);
        owners_.clear();
        for (int i = 0; i < 300; ++i) {
            EXPECT_NE(pass(tcp(inside(), outside())).source_address(), ip("10.0.0.1"));
            pass(udp(inside(), outside()));
            pass(echo(inside().address, outside().address, port()));
        }
        EXPECT_EQ(owners_.size(), workers);
    }
}

TEST_F(NatOwner, AllFlowsOfAnInternalHostAreOneWorkers) {
    use(everything(plain));
    for (int i = 0; i < 100; ++i) {
        const end_point host = inside();
        EXPECT_EQ(owner(tcp(host, outside())), owner(udp({host.address, port()}, outside())));
        EXPECT_EQ(owner(tcp(host, outside())), owner(echo(host.address, outside().address, port())));
    }
}

TEST_F(NatOwner, EntriesAreReachedFromOutsideAndAnswer) {
    use(everything(plain));
    for (int i = 0; i < 100; ++i) {
        pass(tcp(outside(), {"192.0.2.1", static_cast<std::uint16_t>(80 + i % 10)}));
        pass(tcp(outside(), {"192.0.2.9", port()}));
        pass(echo(outside().address, "192.0.2.9", port()));
        pass(udp(outside(), {"192.0.2.10", port()}));
        const flow_key twice = pass(tcp(outside(), {"192.0.2.11", 25}));
        EXPECT_EQ(twice.source_address(), ip("203.0.113.1"));
        EXPECT_EQ(pass(tcp({"10.0.9.9", port()}, outside())).source_address(), ip("192.0.2.9"));
        EXPECT_EQ(pass(tcp({"10.0.0.8", 8081}, outside())).source_address(), ip("192.0.2.1"));
    }
}

TEST_F(NatOwner, HairpinsWork) {
    use(everything(plain));
    for (int i = 0; i < 100; ++i) {
        const flow_key first = pass(udp(inside(), outside()));
        const flow_key between = pass(udp(inside(), source_of(first)));
        EXPECT_NE(destination_of(between), source_of(first));
        pass(tcp(inside(), {"192.0.2.1", 80}));
        pass(tcp(inside(), {"192.0.2.9", 25}));
    }
}

TEST_F(NatOwner, ProtocolsWithoutPortsAreFollowedByTheOtherEnd) {
    use(everything(plain));
    for (int i = 0; i < 100; ++i) {
        const std::string far = "198.51.100." + std::to_string(i); // two hosts could not be told apart
        pass(flow(ip_proto::gre, {inside().address}, {far}));
        pass(flow(ip_proto::sctp, inside(), {far, port()}));
        pass(flow(ip_proto::gre, {outside().address}, {"192.0.2.9"}));
        pass(flow(ip_proto::gre, {"10.0.9.9"}, {outside().address}));
        pass(flow(ip_proto::sctp, outside(), {"192.0.2.10", port()}));
    }
}

TEST_F(NatOwner, WhatIsNotTranslatedMeetsToo) {
    use(everything(plain));
    for (int i = 0; i < 100; ++i) {
        const flow_key near = tcp(inside(), inside());
        EXPECT_EQ(pass(near), near);
        pass(tcp({"172.17.0.1", port()}, outside()));
        pass(tcp(outside(), inside())); // routed, not asked for
        pass(flow(ip_proto::gre, {outside().address}, {"172.17.0.1"}));
    }
}

} // namespace THIS_TEST
} // namespace xdpk::test
