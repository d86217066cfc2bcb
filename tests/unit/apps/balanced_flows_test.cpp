// SPDX-License-Identifier: BSD-3-Clause
#include "stages/balanced_flows.hpp"

#include "support/addresses.hpp"
#include "support/flow_rig.hpp"

#include <gtest/gtest.h>
#include <map>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using stages::balanced_flows;
using stages::table_delivery;

std::shared_ptr<const load_balancer_table> table_of(const std::vector<std::string>& backends, forwarding_mode mode,
                                                    const load_balancer_table* before = nullptr) {
    service_config s{.name = "web",
                     .address = ip("192.0.2.1"),
                     .protocol = ip_proto::udp,
                     .port = 80,
                     .mode = mode,
                     .table_size = 1009};
    s.tunnel.source = ip("10.0.0.254");
    for (const std::string& backend : backends)
        s.backends.push_back({.address = ip(backend)});
    return std::make_shared<const load_balancer_table>(load_balancer_config{.services = {s}}, before);
}

struct flows_rig {
    std::shared_ptr<const load_balancer_table> table;
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(64);
    std::shared_ptr<forwarding_table> routes = std::make_shared<forwarding_table>();
    frames memory{512};
    parse_headers parse{};
    std::optional<balanced_flows> flows{};

    explicit flows_rig(std::shared_ptr<const load_balancer_table> first) : table(std::move(first)) {
        routes->set(ipv4_prefix{}, {.kind = route_kind::connected, .port = 1});
        for (const char* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "198.18.0.1"})
            hops->fix(hops->find_or_make({1, ip(address)}), mac_address{{2}}, mac_address{{4}});
        flows.emplace(table, flow_cache_config{.hops = hops}, load_balancer(table),
                      router({.routes = routes, .hops = hops}));
    }
    void deliver(std::shared_ptr<const load_balancer_table> next) {
        table = std::move(next);
        table_delivery delivery(table);
        flows->take(delivery);
    }
    /// A packet of a client's flow; gives what its destination became.
    std::string pass(std::uint16_t client) {
        burst b(memory.pool);
        const auto packet = build_packet({.source = ip("198.18.0.1"),
                                          .destination = ip("192.0.2.1"),
                                          .protocol = ip_proto::udp,
                                          .source_port = client,
                                          .destination_port = 80});
        put(b, as_text(packet), 0);
        parse(b);
        (*flows)(b);
        EXPECT_EQ(b[0].out_port, 1);
        const std::vector<std::byte> out(b[0].data, b[0].data + b[0].length);
        return to_string(extract_flow_key(out, xdpk::parse(out)).value().destination_address());
    }
    /// Packets by backend, as the counters have them.
    std::map<std::string, std::uint64_t> counted() const {
        std::vector<stage_counter> list;
        flows->list_counters(list);
        std::map<std::string, std::uint64_t> sums;
        for (const stage_counter& c : list)
            if (c.name.starts_with("backend.") && c.name.ends_with(".packets"))
                sums[c.name] = c.value->get();
        return sums;
    }
};

TEST(balanced_flows, workers_share_the_ports_of_full_nat) {
    unsigned next = 1024;
    for (unsigned w = 0; w < 3; ++w) {
        const port_range own = stages::source_ports({.worker = w, .workers = 3});
        EXPECT_EQ(own.first, next);
        EXPECT_NEAR(own.last - own.first, 64512 / 3, 2);
        next = own.last + 1U;
    }
    EXPECT_EQ(next, 65536);
}

TEST(balanced_flows, sums_of_backends_go_on_under_another_table) {
    flows_rig rig(table_of({"10.0.0.1", "10.0.0.2"}, forwarding_mode::dnat));
    std::map<std::string, std::uint64_t> expected;
    for (std::uint16_t n = 1; n <= 200; ++n)
        ++expected["backend.web." + rig.pass(n) + ".0.packets"];
    ASSERT_EQ(expected.size(), 2);
    EXPECT_EQ(rig.counted(), expected);

    rig.deliver(table_of({"10.0.0.3", "10.0.0.2", "10.0.0.1"}, forwarding_mode::dnat, rig.table.get()));
    EXPECT_EQ(rig.counted().at("backend.web.10.0.0.3.0.packets"), 0);
    for (std::uint16_t n = 101; n <= 500; ++n)
        ++expected["backend.web." + rig.pass(n) + ".0.packets"];
    ASSERT_EQ(expected.size(), 3);
    EXPECT_EQ(rig.counted(), expected);
}

TEST(balanced_flows, established_flows_stay_when_a_table_comes) {
    flows_rig rig(table_of({"10.0.0.1", "10.0.0.2"}, forwarding_mode::dnat));
    std::map<std::uint16_t, std::string> had;
    for (std::uint16_t n = 1; n <= 100; ++n)
        had[n] = rig.pass(n);
    rig.deliver(table_of({"10.0.0.1", "10.0.0.2", "10.0.0.3"}, forwarding_mode::dnat, rig.table.get()));
    for (std::uint16_t n = 1; n <= 100; ++n)
        EXPECT_EQ(rig.pass(n), had[n]);
    rig.deliver(table_of({"10.0.0.2"}, forwarding_mode::dnat, rig.table.get()));
    for (std::uint16_t n = 1; n <= 100; ++n)
        EXPECT_EQ(rig.pass(n), "10.0.0.2") << "what is gone cannot keep flows";
}

TEST(balanced_flows, a_new_backend_has_its_tunnel_at_once) {
    flows_rig rig(table_of({"10.0.0.1"}, forwarding_mode::tunnel));
    EXPECT_EQ(rig.pass(1), "10.0.0.1");
    rig.deliver(table_of({"10.0.0.2"}, forwarding_mode::tunnel, rig.table.get()));
    EXPECT_EQ(rig.pass(1), "10.0.0.2");
    EXPECT_EQ(rig.pass(2), "10.0.0.2");
}

} // namespace THIS_TEST
} // namespace xdpk
