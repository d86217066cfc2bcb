// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "stage/load_balancer_rig.hpp"

#include <xdpk/base/error.hpp>

#include <functional>
#include <gmock/gmock.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

/// What is wrong with a service, and what the error says behind the service's name.
struct wrong_row {
    forwarding_mode mode;
    std::function<void(service_config&)> change;
    std::string says;
};

constexpr auto dnat = forwarding_mode::dnat;
constexpr auto direct = forwarding_mode::l2_direct_return;

const std::vector<wrong_row> wrong_rows = {
    {dnat, [](auto& s) { s.protocol = ip_proto::icmp; }, "protocol 1; use tcp or udp"},
    {dnat, [](auto& s) { s.prefix_length = 33; }, "prefix length 33; use 0 to 32"},
    {dnat, [](auto& s) { s.affinity_prefix = 8; }, "an affinity prefix without affinity by prefix"},
    {dnat,
     [](auto& s) {
         s.affinity = affinity_mode::source_prefix;
         s.affinity_prefix = 33;
     },
     "affinity by 33 bits; use 0 to 32"},
    {dnat, [](auto& s) { s.sources = {ip("10.0.0.9")}; }, "source addresses without full NAT"},
    {dnat, [](auto& s) { s.backends[1].address = ip("::1"); }, "backend ::1 port 8080 is not of its family"},
    {dnat, [](auto& s) { s.backends[1] = s.backends[0]; }, "backend 10.0.0.1 port 8080 occurs twice"},
    {dnat, [](auto& s) { s.table_size = 100; }, "maglev table: size 100 is not a prime"},
    {dnat, [](auto& s) { s.quic = quic_routing{}; }, "QUIC over TCP"},
    {dnat, [](auto& s) { s.backends[0].quic_server_id = 1; }, "server id 0x1 of backend 10.0.0.1; say where"},
    {direct, [](auto& s) { s.backends[0].port = 81; }, "backend 10.0.0.1 port 81: its port would not be used"},
    {forwarding_mode::full_nat, [](auto& s) { s.sources.clear(); }, "full NAT without source addresses"},
    {forwarding_mode::full_nat, [](auto& s) { s.sources = {ip("::1")}; }, "source ::1 is not of its family"},
    {forwarding_mode::tunnel, [](auto& s) { s.tunnel.source = ip("::1"); },
     "ipip tunnel to 10.0.0.1: its source ::1 is of the other family"},
};

TEST(load_balancer_config, errors_name_the_service) {
    for (const wrong_row& row : wrong_rows) {
        service_config s = web(2, row.mode);
        EXPECT_NO_THROW(table_of({s})) << row.says;
        row.change(s);
        EXPECT_THAT([&s] { table_of({s}); },
                    testing::ThrowsMessage<error>(testing::StartsWith("service web: " + row.says)));
    }
}

TEST(load_balancer_config, server_ids_fit_and_differ) {
    service_config good = web(2);
    good.protocol = ip_proto::udp;
    good.quic = quic_routing{.offset = 1, .length = 1};
    good.backends[0].quic_server_id = 255;
    EXPECT_NO_THROW(table_of({good}));
    const auto says = [&good](const std::function<void(service_config&)>& change, const char* what) {
        service_config s = good;
        change(s);
        EXPECT_THAT([&s] { table_of({s}); }, testing::ThrowsMessage<error>(testing::HasSubstr(what)));
    };
    says([](auto& s) { s.backends[0].quic_server_id = 256; }, "0x100 of backend 10.0.0.1 is longer than 1 bytes");
    says([](auto& s) { s.backends[1].quic_server_id = 255; }, "server id 0xff occurs twice");
    says([](auto& s) { s.quic->length = 0; }, "a server id of 0 bytes at 1");
    says([](auto& s) { s.quic->length = 9; }, "a server id of 9 bytes at 1");
    says([](auto& s) { s.quic->offset = 20; }, "a server id of 1 bytes at 20");
}

void expect_refused(const std::vector<service_config>& services, const std::string& says) {
    EXPECT_THAT([&services] { table_of(services); }, testing::ThrowsMessage<error>(testing::HasSubstr(says)));
}

TEST(load_balancer_config, services_differ_in_name_and_vip) {
    service_config other = web(1);
    other.name = "other";
    expect_refused({web(1), other}, "service other: its VIP is that of service web; list each VIP once");
    other.port = 81;
    EXPECT_NO_THROW(table_of({web(1), other}));
    other.name = "web";
    expect_refused({web(1), other}, "service web: there are two of that name");
    other.name = "";
    expect_refused({other}, "service 192.0.2.1 port 81: no name");
}

TEST(load_balancer_config, bits_behind_a_prefix_do_not_make_another_vip) {
    service_config net = web(1);
    net.name = "net";
    net.prefix_length = 24;
    EXPECT_NO_THROW(table_of({web(1), net}));
    service_config same = net;
    same.name = "same";
    same.address = ip("192.0.2.200");
    expect_refused({net, same}, "service same: its VIP is that of service net");
}

TEST(load_balancer_config, ids_tell_address_and_port) {
    EXPECT_EQ(backend_id(ip("10.0.0.1"), 80), backend_id(ip("10.0.0.1"), 80));
    EXPECT_NE(backend_id(ip("10.0.0.1"), 80), backend_id(ip("10.0.0.1"), 81));
    EXPECT_NE(backend_id(ip("10.0.0.1"), 80), backend_id(ip("10.0.0.2"), 80));
    EXPECT_NE(backend_id(ip("10.0.0.1"), 80), backend_id(ip("a00:1::"), 80)) << "the same bytes in IPv6";
}

TEST(load_balancer_table, simulation_tells_what_the_stage_does) {
    const auto table = table_of({web(5)});
    load_balancer balancer(table);
    for (std::uint32_t n = 0; n < 100; ++n) {
        const load_balancer_choice choice = table->simulate(client(n));
        const flow_decision d = decide(balancer, client(n));
        EXPECT_EQ(choice.reason, choice_reason::hash);
        EXPECT_EQ(choice.backend.address, d.rewritten.destination_address());
        EXPECT_EQ(choice.account, d.account[1]);
        EXPECT_EQ(choice.id, backend_id(choice.backend.address, 8080));
    }
}

TEST(load_balancer_table, simulation_is_told_in_a_line) {
    using testing::MatchesRegex;
    const auto table = table_of({web(1)});
    EXPECT_THAT(to_string(table->simulate(client(1))),
                MatchesRegex("service web: entry [0-9]+ \\(hash 0x[0-9a-f]+\\) is 10.0.0.1 port 8080, weight 1, "
                             "id [0-9a-f]+, number 1"));
    EXPECT_EQ(to_string(table->simulate(key_of("198.18.0.1", 1, "192.0.2.2", 80))),
              "no service: the destination is no VIP");
    EXPECT_THAT(to_string(table_of({web(0)})->simulate(client(1))),
                MatchesRegex("service web: entry [0-9]+ \\(hash 0x[0-9a-f]+\\) is empty: no backend takes new flows"));
}

TEST(load_balancer_table, knows_its_vips) {
    service_config net = web(1);
    net.prefix_length = 30;
    const auto table = table_of({net});
    EXPECT_TRUE(table->is_vip(ip("192.0.2.3")));
    EXPECT_FALSE(table->is_vip(ip("192.0.2.4")));
    EXPECT_FALSE(table->is_vip(ip("2001:db8::1")));
}

TEST(load_balancer_table, has_a_limit) {
    service_config s = web(0);
    for (std::uint32_t n = 0; n <= load_balancer_table::most_backends; ++n)
        s.backends.push_back({.address = ipv4_address::from_integer(n)});
    EXPECT_THAT([&] { table_of({s}); },
                testing::ThrowsMessage<error>("load balancer: 65536 backends; use 65535 or fewer in all"));
}

} // namespace THIS_TEST
} // namespace xdpk
