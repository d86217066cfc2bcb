// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/resolve.hpp>

#include "stage/nd_frames.hpp"
#include "support/built_packets.hpp"

#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr ipv4_address own4{{198, 18, 0, 1}};
constexpr ipv4_address peer4{{198, 18, 0, 9}};
constexpr mac_address everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// arp and nd where the kernel has our addresses, at port 1, and answers.
class listening_test : public testing::Test {
protected:
    void untouched(const std::string& bytes) {
        burst b(memory.pool);
        const packet& p = test::put(b, bytes, 1);
        parse(b);
        listening_arp.run(b, 5);
        listening_nd.run(b, 5);
        EXPECT_EQ(p.out_port, unrouted);
        EXPECT_EQ(test::text_of(b, p), bytes);
    }
    static std::string arp_packet(arp_operation operation, const mac_address& mac, const ipv4_address& sender,
                                  const ipv4_address& target) {
        struct {
            ethernet_header ethernet;
            arp_ipv4 arp;
        } f{.ethernet = {.destination = everybody, .source = mac, .type = big_endian{ether_type::arp}},
            .arp = {.hardware_type = be16{1},
                    .protocol_type = big_endian{ether_type::ipv4},
                    .hardware_length = 6,
                    .protocol_length = 4,
                    .operation = big_endian{operation},
                    .sender_mac = mac,
                    .sender_ip = sender,
                    .target_mac = {},
                    .target_ip = target}};
        return {reinterpret_cast<const char*>(&f), sizeof f};
    }
    mac_address known(const ip_address& address) {
        const flow_hop hop = (*hops)[hops->find({1, address})];
        return hop.port == unrouted ? mac_address{} : hop.destination;
    }

    test::frames memory;
    parse_headers parse;
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(8);
    own_addresses own{std::vector<own_address>{{1, own4, test::own_mac}, {1, test::own, test::own_mac}}};
    arp listening_arp{{.own = own, .hops = hops, .listen = true}};
    nd listening_nd{{.own = own, .hops = hops, .listen = true}};
};

TEST_F(listening_test, learns_from_questions_and_answers_and_leaves_them_to_the_kernel) {
    untouched(arp_packet(arp_operation::request, test::peer_mac, peer4, own4));
    untouched(test::nd_frame(test::solicitation()));
    EXPECT_EQ(known(peer4), test::peer_mac);
    EXPECT_EQ(known(test::peer), test::peer_mac);
    untouched(arp_packet(arp_operation::reply, test::new_mac, peer4, own4));
    untouched(test::nd_frame(test::advertisement(test::new_mac, nd_message::solicited | nd_message::overrides)));
    EXPECT_EQ(known(peer4), test::new_mac);
    EXPECT_EQ(known(test::peer), test::new_mac);
    EXPECT_EQ(test::count(listening_arp, "answered") + test::count(listening_nd, "answered"), 0);
}

TEST_F(listening_test, what_is_wrong_is_counted_and_the_kernels_to_drop) {
    untouched(arp_packet(arp_operation::request, everybody, peer4, own4));
    untouched(arp_packet(arp_operation::request, test::peer_mac, own4, own4));
    std::string broken = test::nd_frame(test::solicitation());
    broken.back() ^= 1;
    untouched(broken);
    EXPECT_EQ(test::count(listening_arp, "invalid"), 1);
    EXPECT_EQ(test::count(listening_arp, "conflict"), 1);
    EXPECT_EQ(test::count(listening_nd, "invalid"), 1);
    EXPECT_EQ(hops->size(), 0);
}

TEST_F(listening_test, our_addresses_may_become_others) {
    const own_addresses none(std::vector<own_address>{});
    listening_arp.set_own(none);
    listening_nd.set_own(none);
    untouched(arp_packet(arp_operation::request, test::peer_mac, peer4, own4));
    untouched(test::nd_frame(test::solicitation()));
    EXPECT_EQ(hops->size(), 0);
    resolve asking({.own = none, .hops = hops});
    const auto questions = [&](std::uint32_t now) {
        burst b(memory.pool);
        hops->want(hops->find_or_make({1, peer4}));
        asking.run(b, now);
        return b.size();
    };
    EXPECT_EQ(questions(1), 0);
    asking.set_own(own);
    EXPECT_EQ(questions(2), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
