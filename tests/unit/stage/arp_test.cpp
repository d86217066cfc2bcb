// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/arp.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <cstring>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr mac_address own_mac{{2, 0, 0, 0, 0, 0xf1}};
constexpr mac_address peer_mac{{2, 0, 0, 0, 0, 0x0a}};
constexpr mac_address new_mac{{2, 0, 0, 0, 0, 0x0b}};
constexpr mac_address everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr ipv4_address own{{198, 18, 0, 1}};
constexpr ipv4_address vip{{203, 0, 113, 1}};
constexpr ipv4_address peer{{198, 18, 0, 9}};
constexpr ipv4_address third{{198, 18, 0, 77}};

struct arp_frame {
    ethernet_header ethernet;
    arp_ipv4 arp;
};

arp_frame message(arp_operation operation, const mac_address& sender_mac, const ipv4_address& sender,
                  const ipv4_address& target, const mac_address& to = everybody) {
    return {.ethernet = {.destination = to, .source = sender_mac, .type = big_endian{ether_type::arp}},
            .arp = {.hardware_type = be16{1},
                    .protocol_type = big_endian{ether_type::ipv4},
                    .hardware_length = 6,
                    .protocol_length = 4,
                    .operation = big_endian{operation},
                    .sender_mac = sender_mac,
                    .sender_ip = sender,
                    .target_mac = {},
                    .target_ip = target}};
}

arp_frame request(const ipv4_address& sender, const ipv4_address& target, const mac_address& mac = peer_mac) {
    return message(arp_operation::request, mac, sender, target);
}

arp_frame reply(const ipv4_address& sender, const ipv4_address& target, const mac_address& mac = peer_mac) {
    return message(arp_operation::reply, mac, sender, target, own_mac);
}

/// 198.18.0.1 and 203.0.113.1 are ours, at port 1.
class arp_test : public testing::Test {
protected:
    struct outcome {
        port_id way;
        std::string bytes;
        [[nodiscard]] arp_frame frame() const {
            arp_frame f;
            std::memcpy(&f, bytes.data(), sizeof f);
            return f;
        }
    };

    static std::string bytes_of(const arp_frame& f) { return {reinterpret_cast<const char*>(&f), sizeof f}; }
    outcome pass(const std::string& bytes, port_id in = 1, std::uint32_t now = 5) {
        burst b(memory.pool);
        const packet& p = test::put(b, bytes, in);
        parse(b);
        stage.run(b, now);
        return {p.out_port, test::text_of(b, p)};
    }
    outcome pass(const arp_frame& f, port_id in = 1) { return pass(bytes_of(f) + std::string(18, '\0'), in); }

    /// The neighbour's Ethernet address; zeros if it is not known.
    mac_address known(const ipv4_address& address) {
        const std::uint16_t hop = hops->find({1, address});
        return (*hops)[hop].port == unrouted ? mac_address{} : (*hops)[hop].destination;
    }

    test::frames memory;
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(8);
    parse_headers parse;
    arp stage{{.own = std::vector<own_address>{{1, own, own_mac}, {1, vip, own_mac}}, .hops = hops}};
};

TEST_F(arp_test, answers_a_request_in_its_own_frame) {
    for (const ipv4_address& target : {own, vip}) {
        const outcome answer = pass(request(peer, target));
        EXPECT_EQ(answer.way, 1);
        EXPECT_EQ(answer.bytes.size(), 60);
        const arp_frame f = answer.frame();
        EXPECT_EQ(f.ethernet.destination, peer_mac);
        EXPECT_EQ(f.ethernet.source, own_mac);
        EXPECT_EQ(f.arp.operation.host(), arp_operation::reply);
        EXPECT_EQ(f.arp.sender_mac, own_mac);
        EXPECT_EQ(f.arp.sender_ip, target);
        EXPECT_EQ(f.arp.target_mac, peer_mac);
        EXPECT_EQ(f.arp.target_ip, peer);
    }
    EXPECT_EQ(test::count(stage, "answered"), 2);
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST_F(arp_test, what_is_not_for_us_goes_through_untouched) {
    const auto untouched = [this](const std::string& bytes, port_id in = 1) {
        const outcome o = pass(bytes, in);
        EXPECT_EQ(o.way, unrouted);
        EXPECT_EQ(o.bytes, bytes);
    };
    untouched(bytes_of(request(peer, third)));
    untouched(bytes_of(reply(peer, third)));
    untouched(bytes_of(request(peer, own)), 0);
    untouched(bytes_of(message(arp_operation{9}, peer_mac, peer, own)));
    std::string tagged = bytes_of(request(peer, own));
    tagged.insert(12, std::string("\x81\x00\x00\x07", 4));
    untouched(tagged);
    burst b(memory.pool);
    packet& p = test::put(b, bytes_of(request(peer, own)), 1);
    parse(b);
    p.out_port = 3;
    stage(b);
    EXPECT_EQ(p.out_port, 3);
    EXPECT_EQ(hops->size(), 0);
}

TEST_F(arp_test, learns_who_asks_and_who_answers) {
    pass(request(peer, own));
    EXPECT_EQ(known(peer), peer_mac);
    EXPECT_EQ((*hops)[hops->find({1, peer})].source, own_mac);
    EXPECT_EQ(pass(reply(third, own)).way, to_drop);
    EXPECT_EQ(hops->find({1, third}), hop_table::none) << "nobody had asked for it";
    hops->find_or_make({1, third});
    pass(reply(third, own));
    EXPECT_EQ(known(third), peer_mac);
    EXPECT_EQ(test::count(stage, "replies"), 2);
    EXPECT_EQ(test::count(stage, "learned"), 2);
}

TEST_F(arp_test, a_known_neighbour_that_moves_is_believed) {
    pass(request(peer, own));
    EXPECT_EQ(pass(request(peer, peer, new_mac)).way, unrouted) << "gratuitous";
    EXPECT_EQ(known(peer), new_mac);
    pass(reply(peer, third, peer_mac));
    EXPECT_EQ(known(peer), peer_mac);
}

TEST_F(arp_test, probes_are_answered_and_nothing_is_learned) {
    EXPECT_EQ(pass(request(ipv4_address{}, own)).way, 1);
    EXPECT_EQ(pass(request({{224, 0, 0, 1}}, own)).way, 1);
    EXPECT_EQ(hops->size(), 0);
}

TEST_F(arp_test, strangers_leave_a_quarter_of_the_table_free) {
    for (std::uint8_t last = 10; last < 30; ++last)
        EXPECT_EQ(pass(request({{198, 18, 0, last}}, own)).way, 1);
    EXPECT_EQ(hops->size(), 6);
}

TEST_F(arp_test, conflicts_and_nonsense_are_dropped) {
    EXPECT_EQ(pass(request(own, own, peer_mac)).way, to_drop);
    EXPECT_EQ(pass(reply(vip, third, peer_mac)).way, to_drop);
    EXPECT_EQ(test::count(stage, "conflict"), 2);
    EXPECT_EQ(pass(request(own, own, own_mac)).way, unrouted) << "our own words";
    EXPECT_EQ(pass(request(peer, own, everybody)).way, to_drop);
    EXPECT_EQ(test::count(stage, "invalid"), 1);
    EXPECT_EQ(pass(request(peer, third, everybody)).way, unrouted);
    EXPECT_EQ(hops->size(), 0);
    EXPECT_THROW(arp({}), error);
}

TEST_F(arp_test, our_own_addresses_are_found_by_port_and_the_nearest_speaks) {
    const own_addresses list(std::vector<own_address>{
        {1, vip, own_mac}, {1, own, own_mac}, {2, third, new_mac}, {1, ipv6_address{}, own_mac}});
    EXPECT_EQ(list.find(1, own)->address, ip_address(own));
    EXPECT_EQ(list.find(2, own), nullptr);
    EXPECT_EQ(list.nearest(1, peer)->address, ip_address(own));
    EXPECT_EQ(list.nearest(1, ipv4_address{{203, 0, 113, 200}})->address, ip_address(vip));
    EXPECT_EQ(list.nearest(2, own)->mac, new_mac);
    EXPECT_EQ(list.nearest(2, ipv6_address{}), nullptr);
    EXPECT_EQ(list.nearest(3, own), nullptr);
}

} // namespace THIS_TEST
} // namespace xdpk
