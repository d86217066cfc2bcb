// SPDX-License-Identifier: BSD-3-Clause
// Addresses and routes as they are written, in a file and on a command line.
#include "stages/routing_options.hpp"

#include "support/addresses.hpp"

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using namespace stages;
using test::block;
using test::ip;

routing_config read(const std::string& text) {
    routing_config config;
    read_config(parse_toml(text, "run"), "run", [&config](config_reader& top) {
        read_routing(top, {.ports = {"inside", "outside"}}, config);
    });
    return config;
}

std::string complaint(const std::string& text) {
    try {
        (void)read(text);
    } catch (const config_error& e) {
        return e.what();
    }
    return "none";
}

TEST(routing_file, has_addresses_routes_and_neighbours) {
    const routing_config config = read(R"(
[[address]]
port = "inside"
address = "10.0.0.1/24"
[[address]]
port = "outside"
address = "2001:db8::1/64"
[[route]]
destination = "0.0.0.0/0"
via = "10.0.0.9"
weight = 2
[[route]]
destination = "10.9.0.0/16"
port = "outside"
[[route]]
destination = "10.8.0.0/16"
kind = "unreachable"
[[neighbour]]
port = "outside"
address = "2001:db8::2"
mac = "02:00:00:00:00:02"
)");
    ASSERT_EQ(config.addresses.size(), 2);
    EXPECT_EQ(config.addresses[0].address, ip("10.0.0.1"));
    EXPECT_EQ(config.addresses[0].length, 24);
    EXPECT_EQ(config.addresses[1].port, 1);
    EXPECT_EQ(config.addresses[1].length, 64);
    ASSERT_EQ(config.routes.size(), 3);
    EXPECT_EQ(config.routes[0].via, ip("10.0.0.9"));
    EXPECT_EQ(config.routes[0].weight, 2);
    EXPECT_EQ(config.routes[1].port, port_id{1});
    EXPECT_EQ(config.routes[2].kind, route_kind::unreachable);
    ASSERT_EQ(config.neighbours.size(), 1);
    EXPECT_EQ(config.neighbours[0].mac, (mac_address{{2, 0, 0, 0, 0, 2}}));
}

TEST(routing_file, says_where_and_what_is_wrong) {
    const std::string port = complaint("[[address]]\nport = \"insid\"\naddress = \"10.0.0.1/33\"\n");
    EXPECT_NE(port.find("run:2:8: port: 'insid' is not one of inside, outside; did you mean 'inside'?"),
              std::string::npos)
        << port;
    EXPECT_NE(port.find("run:3:11: address: '10.0.0.1/33' is not an address with the length of its network"),
              std::string::npos)
        << port;
    const std::string route = complaint("[[route]]\ndestination = \"10.0.0.0/8\"\n");
    EXPECT_NE(route.find("run:2:15: destination: the route says not where to"), std::string::npos) << route;
    const std::string weight = complaint("[[route]]\ndestination = \"10.0.0.0/8\"\nvia = \"10.0.0.2\"\nweight = 0\n");
    EXPECT_NE(weight.find("run:4:10: weight: "), std::string::npos) << weight;
}

class routing_options_test : public testing::Test {
protected:
    routing_options_test() { options.add_to(app); }

    routing_config parse(const std::string& line) {
        app.parse(line);
        return options.config({{.id = 0, .name = "eth0"}, {.id = 1, .name = "eth1"}});
    }

    CLI::App app;
    routing_options options;
};

TEST_F(routing_options_test, ports_have_names_and_numbers) {
    const routing_config config = parse("--address eth1=198.18.0.1/24 --address 0=fd00::1/64");
    ASSERT_EQ(config.addresses.size(), 2);
    EXPECT_EQ(config.addresses[0].port, 1);
    EXPECT_EQ(config.addresses[0].address, ip("198.18.0.1"));
    EXPECT_EQ(config.addresses[0].length, 24);
    EXPECT_EQ(config.addresses[1].port, 0);
}

TEST_F(routing_options_test, a_gateway_is_for_all_of_its_family) {
    const routing_config config =
        parse("--gateway 198.18.0.254 --gateway fd00::fe --route 10.0.0.0/8=198.18.0.9 --route 10.0.0.0/8=198.18.0.8");
    ASSERT_EQ(config.routes.size(), 4);
    const auto has = [&](const char* destination, const char* via) {
        return std::ranges::any_of(config.routes, [&](const static_route& r) {
            return r.destination == block(destination) && r.via == ip(via);
        });
    };
    EXPECT_TRUE(has("0.0.0.0/0", "198.18.0.254") && has("::/0", "fd00::fe"));
    EXPECT_TRUE(has("10.0.0.0/8", "198.18.0.9") && has("10.0.0.0/8", "198.18.0.8"));
}

TEST_F(routing_options_test, what_makes_no_sense_is_refused) {
    for (const char* line : {"--address 198.18.0.1/24", "--address 0=198.18.0.1/33", "--gateway eth0",
                             "--route 10.0.0.1/8=198.18.0.1", "--route 10.0.0.0/8", "--route 10.0.0.0/8=x"})
        EXPECT_THROW(parse(line), CLI::ValidationError) << line;
}

TEST_F(routing_options_test, a_port_that_is_not_there_is_refused) {
    EXPECT_THROW((void)parse("--address eth2=198.18.0.1/24"), usage_error);
}

} // namespace THIS_TEST
} // namespace xdpk
