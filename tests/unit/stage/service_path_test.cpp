// SPDX-License-Identifier: BSD-3-Clause
// A client's connection to a VIP: load balancing, policy by the backend's label, and a tunnel to the backend's node.
#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/encapsulator.hpp>
#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/router.hpp>

#include "load_balancer_rig.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::ip;
using test::passed;
using cache = flow_cache<load_balancer, filter, router>;

constexpr port_id clients = 0;
constexpr port_id nodes = 1;
const mac_address own_mac{{2, 0, 0, 0, 0, 1}};
const mac_address client_mac{{2, 0, 0, 0, 0, 2}};
const mac_address node_mac{{2, 0, 0, 0, 0, 3}};
const mac_address vxlan_mac{{2, 0, 0, 0, 0, 4}};
constexpr std::size_t first_bytes = 14;

address_block block(std::string_view address, std::uint8_t length) {
    return ipv4_prefix{std::get<ipv4_address>(ip(address)), length};
}

tunnel_config vxlan(std::string_view from, std::string_view to) {
    return {.type = tunnel_type::vxlan,
            .source = ip(from),
            .destination = ip(to),
            .key = 42,
            .inner_destination = vxlan_mac,
            .inner_source = own_mac};
}

/// Clients may speak with what is labelled app=web; 10.0.0.1 is.
filter policy() {
    filter_policy_config config;
    config.endpoints = {{block("10.0.0.1", 32), {"app=web"}}, {block("10.0.0.2", 32), {"app=db"}}};
    filter_rule web{.name = "web", .to = label_selector{{"app=web"}}};
    web.match.protocol = ip_proto::tcp;
    web.match.destination_ports = {8080, 8080};
    config.rules.push_back(web);
    return filter({.policy = filter_share(std::make_shared<filter_policy>(config))});
}

/// What the packets of node 1 pass.
struct node {
    decapsulator out_of_tunnels;
    cache flows;

    void run(burst& b, std::uint32_t now) noexcept {
        out_of_tunnels(b);
        flows.run(b, now);
    }
    void list_counters(std::vector<stage_counter>& list) const { flows.list_counters(list); }
};

/// Node 2, at 192.0.2.2 or 2001:db8::2, has the pods 10.0.0.0/24, which are behind its end of the tunnel.
class ServicePath : public testing::TestWithParam<std::array<const char*, 2>> {
protected:
    ServicePath() {
        hops_->fix(hops_->find_or_make({nodes, ip(there())}), node_mac, own_mac);
        hops_->fix(hops_->find_or_make({clients, ip("198.18.0.1")}), client_mac, own_mac);
        set(block("198.18.0.0", 16), {.kind = route_kind::connected, .port = clients});
        set(block("192.0.2.0", 24), {.kind = route_kind::connected, .port = nodes});
        set(ipv6_prefix{std::get<ipv6_address>(ip("2001:db8::")), 64}, {.kind = route_kind::connected, .port = nodes});
        set(block("10.0.0.0", 24), {.kind = route_kind::tunnel, .tunnel = 1});
    }

    static const char* here() { return GetParam()[0]; }
    static const char* there() { return GetParam()[1]; }

    void set(const address_block& to, const route_target& target) {
        std::visit([&](const auto& prefix) { routes_->set(prefix, target); }, to);
    }

    /// One that is balanced to the backend with this number.
    passed send(std::uint32_t backend, std::size_t size = 0) {
        packet_spec spec{.destination = ip("192.0.2.1"), .protocol = ip_proto::tcp, .frame_size = size};
        spec.destination_port = 80;
        for (spec.source_port = 5000;; ++spec.source_port) {
            const flow_key key = passed{build_packet(spec)}.key();
            if (table_->simulate(key).account == backend)
                return rig_.pass(spec);
        }
    }

    /// What node 2's end of the tunnel makes of it.
    static passed at_other_end(const passed& outer) {
        decapsulator end({.endpoints = {{.type = tunnel_type::vxlan, .local = ip(there()), .key = 42}}});
        return through(end, outer.bytes);
    }

    template <class S>
    static passed through(S& stage, const std::vector<std::byte>& bytes) {
        test::frames memory;
        burst b(memory.pool);
        test::put(b, test::as_text(bytes));
        parse_headers{}(b);
        stage(b);
        return {{b[0].data, b[0].data + b[0].length}, b[0].out_port, 0};
    }

    std::shared_ptr<hop_table> hops_ = std::make_shared<hop_table>();
    std::shared_ptr<forwarding_table> routes_ = std::make_shared<forwarding_table>();
    std::shared_ptr<const load_balancer_table> table_ = test::table_of({test::web(2)});
    std::vector<tunnel_header> tunnels_{make_tunnel(vxlan(here(), there()))};
    node node_{decapsulator({.endpoints = {{.type = tunnel_type::vxlan, .local = ip(here()), .key = 42}}}),
               cache({.flows = 64, .accounts = {3, 8}, .hops = hops_, .tunnels = tunnels_}, load_balancer(table_),
                     policy(), router({.routes = routes_, .hops = hops_, .tunnels = tunnels_}))};
    test::flow_rig<node> rig_{node_};
};

mac_address destination_of(const passed& p) { return header_at<ethernet_header>(std::span(p.bytes), 0)->destination; }

TEST_P(ServicePath, a_connection_goes_through_the_tunnel_and_its_replies_come_back) {
    const passed out = send(1);
    EXPECT_TRUE(out.sound());
    EXPECT_EQ(out.out, nodes);
    EXPECT_EQ(destination_of(out), node_mac);
    EXPECT_EQ(out.key().source_address(), ip(here()));
    EXPECT_EQ(out.key().destination_address(), ip(there()));
    EXPECT_EQ(out.key().destination_port, be16{4789});
    const std::size_t inner = parse(out.bytes).l4_offset + 16;
    EXPECT_EQ(header_at<ethernet_header>(std::span(out.bytes), inner)->destination, vxlan_mac);

    const passed arrived = at_other_end(out);
    EXPECT_TRUE(arrived.sound());
    EXPECT_EQ(to_string(arrived.key().source_address()), "198.18.0.1");
    EXPECT_EQ(to_string(arrived.key().destination_address()), "10.0.0.1");
    EXPECT_EQ(arrived.key().destination_port, be16{8080});

    encapsulator end(vxlan(there(), here()));
    const passed answer = through(end, build_packet(test::reply_to(arrived.key(), ip_proto::tcp)));
    rig_.in_port = nodes;
    const passed back = rig_.pass(answer.bytes);
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.out, clients);
    EXPECT_EQ(destination_of(back), client_mac);
    EXPECT_EQ(to_string(back.key().source_address()), "192.0.2.1");
    EXPECT_EQ(back.key().source_port, be16{80});
    EXPECT_EQ(to_string(back.key().destination_address()), "198.18.0.1");
    EXPECT_EQ(node_.flows.flows().size(), 2) << "one flow, of two directions";
    EXPECT_EQ(send(1).bytes, out.bytes);
}

TEST_P(ServicePath, the_policy_is_about_the_backends_labels) {
    EXPECT_EQ(send(2).out, to_drop);
    EXPECT_EQ(test::count_of(node_.flows.stage<1>(), "dropped"), 1);
    EXPECT_EQ(node_.flows.sums(0)[2].packets.get(), 1);
}

TEST_P(ServicePath, senders_are_told_how_much_the_tunnel_takes) {
    const std::size_t overhead = tunnels_[0].length;
    EXPECT_EQ(send(1, first_bytes + 1500 - overhead).out, nodes);
    const passed told = send(1, first_bytes + 1501 - overhead);
    EXPECT_EQ(told.out, clients);
    const auto* const icmp = header_at<icmp_header>(std::span(told.bytes), parse(told.bytes).l4_offset);
    EXPECT_EQ(icmp->code, 4);
    EXPECT_EQ(icmp->sequence, be16{static_cast<std::uint16_t>(1500 - overhead)});
}

TEST_P(ServicePath, a_connection_from_behind_the_tunnel_is_answered_into_it) {
    encapsulator end(vxlan(there(), here()));
    packet_spec spec{.source = ip("10.0.0.9"), .destination = ip("198.18.0.1"), .protocol = ip_proto::tcp};
    filter_policy_config all{.otherwise = filter_action::permit};
    (void)node_.flows.stage<1>().replace(filter_share(std::make_shared<filter_policy>(all)));
    const passed out = rig_.pass(through(end, build_packet(spec)).bytes);
    EXPECT_EQ(out.out, clients);
    EXPECT_EQ(to_string(out.key().source_address()), "10.0.0.9");
    const passed back = rig_.pass(test::reply_to(out.key(), ip_proto::tcp));
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.out, nodes);
    EXPECT_EQ(at_other_end(back).key(), reversed(out.key()));
}

INSTANTIATE_TEST_SUITE_P(Underlays, ServicePath,
                         testing::Values(std::array{"192.0.2.254", "192.0.2.2"},
                                         std::array{"2001:db8::fe", "2001:db8::2"}),
                         [](const auto& info) { return info.index == 0 ? "ipv4" : "ipv6"; });

} // namespace THIS_TEST
} // namespace xdpk
