// SPDX-License-Identifier: BSD-3-Clause
#include "stages/service_file.hpp"

#include "support/complaint.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/load_balancer_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using stages::check_of;
using stages::listed_service;
using stages::read_service_file;
using stages::read_services;
using stages::service_list;
using testing::HasSubstr;
using namespace std::chrono_literals;

const std::string example = XDPK_SOURCE_DIR "/apps/loadbalancer/loadbalancer.example.toml";

service_list read(const std::string& text) {
    service_list list;
    read_config(parse_toml(text, "services"), "services", [&list](config_reader& top) { read_services(top, list); });
    return list;
}

std::string complaint(const std::string& text) { return test::complaint_of(read, text); }

const std::string web = "[[service]]\nname = \"web\"\naddress = \"192.0.2.10\"\n";

TEST(service_file, the_example_shows_every_key) {
    for (const config_key& key : list_config_keys(read_toml(example), [](config_reader& top) {
             service_list list;
             read_services(top, list);
         }))
        EXPECT_TRUE(key.given) << key.path << ": " << key.help;
}

TEST(service_file, the_example_makes_a_table) {
    const load_balancer_table table(balancer_config(read_service_file(example)));
    EXPECT_EQ(table.accounts().size(), 5);
    EXPECT_TRUE(table.is_vip(*parse_ip("192.0.2.31")));
    EXPECT_FALSE(table.is_vip(*parse_ip("192.0.2.32")));
    EXPECT_TRUE(table.is_vip(*parse_ip("2001:db8::10")));
}

TEST(service_file, keys_have_their_meaning) {
    const service_list list = read_service_file(example);
    const listed_service& first = list.services[0];
    EXPECT_EQ(first.config.port, 80);
    EXPECT_EQ(first.backends[0].config.weight, 2);
    EXPECT_EQ(first.backends[1].config.port, 8080);
    const listed_service& second = list.services[1];
    EXPECT_EQ(second.config.mode, forwarding_mode::full_nat);
    EXPECT_EQ(second.config.sources.size(), 2);
    EXPECT_EQ(second.config.affinity, affinity_mode::source_prefix);
    EXPECT_EQ(second.config.affinity_prefix, 56);
    EXPECT_EQ(second.check, std::nullopt);
    EXPECT_EQ(list.services[2].config.prefix_length, 28);
    const service_config& last = list.services[3].config;
    EXPECT_EQ(last.protocol, ip_proto::udp);
    EXPECT_EQ(last.tunnel.type, tunnel_type::vxlan);
    EXPECT_EQ(last.tunnel.key, 42);
    EXPECT_EQ(last.tunnel.udp_checksum, false);
    EXPECT_EQ(last.quic->length, 2);
    EXPECT_EQ(list.services[3].backends[0].config.quic_server_id, 0x0102);
}

TEST(service_file, a_backend_is_checked_as_its_service_unless_it_says_otherwise) {
    const listed_service service = read_service_file(example).services[0];
    const health_check first = *check_of(service, service.backends[0]);
    EXPECT_EQ(to_string(first.address), "198.51.100.1");
    EXPECT_EQ(first.port, 8080);
    EXPECT_EQ(first.probe, health_probe::http);
    EXPECT_EQ(first.host, "shop.example");
    EXPECT_EQ(first.interval, 1s);
    EXPECT_EQ(first.timeout, 500ms);
    EXPECT_EQ(first.rise, 2);
    EXPECT_EQ(first.fall, 3);
    EXPECT_TRUE(first.starts_up);
    EXPECT_EQ(first.device, "eth0");
    EXPECT_EQ(first.mark, 0);
    const health_check second = *check_of(service, service.backends[1]);
    EXPECT_EQ(to_string(second.address), "203.0.113.2");
    EXPECT_EQ(second.port, 8081);
    EXPECT_EQ(second.device, "eth1");
    EXPECT_EQ(second.mark, 7);
    EXPECT_EQ(second.host, "shop.example");
}

TEST(service_file, a_check_finds_its_port) {
    const auto port_of = [](const std::string& text) {
        const listed_service service = read(text).services[0];
        return check_of(service, service.backends[0])->port;
    };
    const std::string check = "[service.check]\nprobe = \"tcp\"\n";
    const std::string backend = "[[service.backend]]\naddress = \"198.51.100.1\"\n";
    EXPECT_EQ(port_of(web + "port = 80\n" + check + backend), 80);
    EXPECT_EQ(port_of(web + "port = 80\n" + check + backend + "port = 81\n"), 81);
    EXPECT_EQ(port_of(web + "port = 80\n" + check + "port = 82\n" + backend + "port = 81\n"), 82);
    EXPECT_THROW(port_of(web + check + backend), error);
    EXPECT_EQ(port_of(web + "[service.check]\nprobe = \"icmp\"\n" + backend), 0);
}

TEST(service_file, says_where_and_what_is_wrong) {
    EXPECT_THAT(complaint("sead = 1"), HasSubstr("services:1:1: unknown key 'sead'; did you mean 'seed'?"));
    EXPECT_THAT(complaint("[[service]]\nname = \"web\""), HasSubstr("services:1:1: 'address' is missing"));
    EXPECT_THAT(complaint("[[service]]\nname = \"web\"\naddress = \"192.0.2.1/24\"\n"),
                HasSubstr("services:3:11: address: '192.0.2.1/24' is not an address such as 192.0.2.1"));
    EXPECT_THAT(complaint(web + "mode = \"dnut\""), HasSubstr("services:4:8: mode: 'dnut' is not one of dnat"));
    EXPECT_THAT(complaint(web + "mode = \"tunnel\""), HasSubstr("services:4:8: mode: \"tunnel\" needs the table"));
    EXPECT_THAT(complaint(web + "[service.tunnel]\ntype = \"ipip\"\nsource = \"192.0.2.1\""),
                HasSubstr("mode: there is a tunnel, so it has to be \"tunnel\""));
    EXPECT_THAT(complaint(web + "[service.check]\nprobe = \"tcp\"\nrise = 0"),
                HasSubstr("services:6:8: rise: 0 is not"));
    EXPECT_THAT(complaint(web + "[service.check]\nprobe = \"tcp\"\ninterval = 5"), HasSubstr("interval: 5 is not"));
    EXPECT_THAT(complaint(web + "[[service.backend]]\nweight = -1"), HasSubstr("services:5:10: weight: -1 is not"));
}

} // namespace THIS_TEST
} // namespace xdpk
