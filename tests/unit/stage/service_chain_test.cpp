// SPDX-License-Identifier: BSD-3-Clause
// Filter, load balancer, NAT and router together: one record does what all of them decided.
#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/nat.hpp>
#include <xdpk/stage/router.hpp>

#include "load_balancer_rig.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::ip;
using test::passed;
using cache = flow_cache<filter, load_balancer, nat, router>;

constexpr port_id inside = 0;
constexpr port_id outside = 1;
const mac_address own_mac{{2, 0, 0, 0, 0, 1}};
const mac_address client_mac{{2, 0, 0, 0, 0, 2}};
const mac_address gateway_mac{{2, 0, 0, 0, 0, 3}};

ipv4_prefix block(std::string_view address, std::uint8_t length) {
    return {std::get<ipv4_address>(ip(address)), length};
}

filter policy() {
    filter_policy_config config;
    filter_rule web{.name = "web"};
    web.match.protocol = ip_proto::tcp;
    web.match.destination_ports = {80, 80};
    config.rules.push_back(web);
    return filter({.policy = filter_share(std::make_shared<filter_policy>(config))});
}

nat masquerade() {
    nat_config config;
    config.pools.push_back({.name = "out", .addresses = {block("198.51.100.1", 32)}});
    config.rules.push_back({.name = "all", .source = block("192.168.0.0", 16), .pool = "out"});
    return nat(std::make_shared<const nat_rules>(config), {});
}

class ServiceChain : public testing::Test {
protected:
    ServiceChain() {
        const std::uint16_t gateway = hops_->find_or_make({.port = outside, .address = ip("203.0.113.1")});
        const std::uint16_t client = hops_->find_or_make({.port = inside, .address = ip("192.168.1.5")});
        hops_->fix(gateway, gateway_mac, own_mac);
        hops_->fix(client, client_mac, own_mac);
        routes_->set(block("0.0.0.0", 0), {.hops = {{.hop = gateway}}});
        routes_->set(block("192.168.0.0", 16), {.kind = route_kind::connected, .port = inside});
    }

    passed send(std::uint16_t port) {
        return rig_.pass(packet_spec{.source = ip("192.168.1.5"),
                                     .destination = ip("192.0.2.1"),
                                     .protocol = ip_proto::tcp,
                                     .source_port = 5000,
                                     .destination_port = port});
    }

    std::shared_ptr<hop_table> hops_ = std::make_shared<hop_table>();
    std::shared_ptr<forwarding_table> routes_ = std::make_shared<forwarding_table>();
    cache cache_{flow_cache_config{.flows = 64, .accounts = {3, 8}, .hops = hops_}, policy(),
                 load_balancer(test::table_of({test::web(3)})), masquerade(),
                 router({.routes = routes_, .hops = hops_})};
    test::flow_rig<cache> rig_{cache_};
};

mac_address destination_of(const passed& p) { return header_at<ethernet_header>(std::span(p.bytes), 0)->destination; }

TEST_F(ServiceChain, a_connection_goes_to_a_backend_from_the_shared_address_and_back) {
    const passed out = send(80);
    EXPECT_TRUE(out.sound());
    EXPECT_EQ(out.out, outside);
    EXPECT_EQ(destination_of(out), gateway_mac);
    EXPECT_EQ(to_string(out.key().source_address()), "198.51.100.1");
    EXPECT_EQ(to_string(out.key().destination_address()).substr(0, 7), "10.0.0.");
    EXPECT_EQ(out.key().destination_port, be16{8080});
    EXPECT_EQ(send(80).bytes, out.bytes);

    packet_spec answer = test::reply_to(out.key(), ip_proto::tcp);
    const passed back = rig_.pass(answer);
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.out, inside);
    EXPECT_EQ(destination_of(back), client_mac);
    EXPECT_EQ(to_string(back.key().source_address()), "192.0.2.1");
    EXPECT_EQ(back.key().source_port, be16{80});
    EXPECT_EQ(to_string(back.key().destination_address()), "192.168.1.5");
    EXPECT_EQ(back.key().destination_port, be16{5000});
}

TEST_F(ServiceChain, what_the_policy_does_not_permit_reaches_no_stage_behind) {
    EXPECT_EQ(send(81).out, to_drop);
    EXPECT_EQ(cache_.sums(0)[2].packets.get(), 1);
    EXPECT_EQ(test::count_of(cache_.stage<1>(), "balanced"), 0);
    EXPECT_EQ(cache_.flows().size(), 1);
}

TEST_F(ServiceChain, a_new_policy_ends_what_it_forbids_and_nothing_else) {
    const passed out = send(80);
    cache_.new_epoch();
    EXPECT_EQ(send(80).bytes, out.bytes);
    filter_policy_config nothing;
    (void)cache_.stage<0>().replace(filter_share(std::make_shared<filter_policy>(nothing)));
    cache_.new_epoch();
    EXPECT_EQ(rig_.pass(test::reply_to(out.key(), ip_proto::tcp)).out, to_drop);
    EXPECT_EQ(send(80).out, to_drop);
}

TEST_F(ServiceChain, senders_are_told_of_what_has_no_route) {
    routes_->erase(block("0.0.0.0", 0));
    const passed told = send(80);
    EXPECT_EQ(told.out, inside);
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(told.key().protocol, ip_proto::icmp);
    EXPECT_EQ(told.bytes[parse(told.bytes).l4_offset], std::byte{3});
}

} // namespace THIS_TEST
} // namespace xdpk
