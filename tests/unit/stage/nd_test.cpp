// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/nd.hpp>

#include "stage/nd_frames.hpp"
#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace {

using namespace test; // NOLINT(google-build-using-namespace)

/// fe80::1 and 2001:db8::1 are ours, at port 1.
class nd_test : public testing::Test {
protected:
    struct outcome {
        port_id way;
        std::string bytes;
        bool right;
    };
    outcome pass(const std::string& bytes, port_id in = 1) {
        burst b(memory.pool);
        const packet& p = put(b, bytes, in);
        parse(b);
        stage.run(b, 5);
        return {p.out_port, text_of(b, p), is_right(p)};
    }
    mac_address known(const ipv6_address& address) {
        const std::uint16_t hop = hops->find({1, address});
        return (*hops)[hop].port == unrouted ? mac_address{} : (*hops)[hop].destination;
    }

    frames memory;
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(8);
    parse_headers parse;
    nd stage{{.own = std::vector<own_address>{{1, own, own_mac}, {1, own_link_local, own_mac}}, .hops = hops}};
};

TEST_F(nd_test, answers_a_solicitation_in_its_own_frame) {
    const outcome answer = pass(nd_frame(solicitation()));
    EXPECT_EQ(answer.way, 1);
    EXPECT_TRUE(answer.right);
    const nd_frame f(answer.bytes);
    EXPECT_EQ(f.ethernet.destination, peer_mac);
    EXPECT_EQ(f.ethernet.source, own_mac);
    EXPECT_EQ(f.nd.ip.source, own);
    EXPECT_EQ(f.nd.ip.destination, peer);
    EXPECT_EQ(f.nd.ip.hop_limit, 255);
    EXPECT_EQ(f.nd.message.type, nd_message::advertisement);
    EXPECT_EQ(f.nd.message.target, own);
    EXPECT_EQ(f.nd.message.flags.host(), nd_message::from_router | nd_message::solicited | nd_message::overrides);
    EXPECT_EQ(f.nd.option.type, nd_link_layer_option::target);
    EXPECT_EQ(f.nd.option.mac, own_mac);
    EXPECT_EQ(known(peer), peer_mac);
    EXPECT_TRUE(all_back(memory.pool));
}

TEST_F(nd_test, a_solicitation_without_options_grows_into_the_answer) {
    nd_frame question(solicitation());
    question.nd.ip.destination = own;
    const outcome answer = pass(question.without_option());
    EXPECT_EQ(answer.way, 1);
    EXPECT_EQ(answer.bytes.size(), sizeof(ethernet_header) + sizeof(nd_packet));
    EXPECT_TRUE(answer.right);
    EXPECT_EQ(nd_frame(answer.bytes).ethernet.destination, peer_mac);
    EXPECT_EQ(hops->size(), 0) << "it has not said its address";
}

TEST_F(nd_test, answers_to_duplicate_detection_go_to_all_nodes) {
    nd_frame probe(solicitation());
    probe.nd.ip.source = {};
    const outcome answer = pass(probe.without_option());
    EXPECT_EQ(answer.way, 1);
    EXPECT_TRUE(answer.right);
    const nd_frame f(answer.bytes);
    EXPECT_EQ(f.ethernet.destination, (mac_address{{0x33, 0x33, 0, 0, 0, 1}}));
    EXPECT_EQ(f.nd.ip.destination, all_nodes_address);
    EXPECT_FALSE(f.nd.message.has(nd_message::solicited));
    EXPECT_EQ(hops->size(), 0);
}

TEST_F(nd_test, an_answer_never_leaves_its_frame) {
    nd_frame question(solicitation());
    question.nd.ip.source = {};
    const std::string bytes = question.without_option();
    burst b(memory.pool);
    std::byte* const end = memory.pool.at(memory.pool.take()) + memory.pool.chunk();
    std::memcpy(end - bytes.size(), bytes.data(), bytes.size());
    b.push(end - bytes.size(), static_cast<std::uint32_t>(bytes.size()), 1);
    parse(b);
    stage(b);
    EXPECT_EQ(b[0].out_port, to_drop);
    EXPECT_EQ(count(stage, "no_room"), 1);
}

TEST_F(nd_test, a_host_does_not_say_that_it_is_a_router) {
    nd host({.own = std::vector<own_address>{{1, own, own_mac}}, .hops = hops, .forwarding = false});
    burst b(memory.pool);
    const packet& p = put(b, nd_frame(solicitation()).bytes(), 1);
    parse(b);
    host(b);
    EXPECT_FALSE(nd_frame(text_of(b, p)).nd.message.has(nd_message::from_router));
}

TEST_F(nd_test, what_is_not_for_us_goes_through_untouched) {
    const auto untouched = [this](const std::string& bytes, port_id in = 1) {
        const outcome o = pass(bytes, in);
        EXPECT_EQ(o.way, unrouted);
        EXPECT_EQ(o.bytes, bytes);
    };
    nd_statement other = solicitation();
    other.target = stranger;
    untouched(nd_frame(other));
    other.type = nd_message::advertisement;
    other.destination = all_nodes_address;
    untouched(nd_frame(other));
    untouched(nd_frame(solicitation()), 0);
    nd_frame router_solicitation(solicitation());
    router_solicitation.nd.message.type = 133;
    untouched(router_solicitation.sealed());
    std::string tagged = nd_frame(solicitation());
    tagged.insert(12, std::string("\x81\x00\x00\x07", 4));
    untouched(tagged);
}

TEST_F(nd_test, invalid_messages_are_dropped) {
    std::uint64_t dropped = 0;
    const auto invalid = [&](const std::string& bytes, const char* what) {
        EXPECT_EQ(pass(bytes).way, to_drop) << what;
        EXPECT_EQ(count(stage, "invalid"), ++dropped) << what;
    };
    const auto changed = [](auto&& change) {
        nd_frame f(solicitation());
        change(f.nd);
        return f.sealed();
    };
    invalid(changed([](nd_packet& p) { p.ip.hop_limit = 254; }), "came through a router");
    invalid(changed([](nd_packet& p) { p.message.code = 1; }), "code");
    invalid(changed([](nd_packet& p) { p.message.target = all_nodes_address; }), "target is a group");
    invalid(changed([](nd_packet& p) { p.option.length = 0; }), "option without length");
    invalid(changed([](nd_packet& p) { p.option.length = 2; }), "option past the end");
    invalid(changed([](nd_packet& p) { p.option.mac = {{0x33, 0x33}}; }), "a group's address");
    invalid(changed([](nd_packet& p) { p.ip.source = {}; }), "from nobody, with an address");
    invalid(changed([](nd_packet& p) { p.ip.source = all_nodes_address; }), "from a group");
    nd_frame to_us(solicitation());
    to_us.nd.ip.source = {};
    to_us.nd.ip.destination = own;
    invalid(to_us.without_option(), "from nobody, to one node");
    nd_frame corrupt(solicitation());
    corrupt.nd.message.checksum = be16{1};
    invalid(corrupt, "checksum");
    nd_statement solicited_group = advertisement(peer_mac, nd_message::solicited);
    solicited_group.destination = all_nodes_address;
    invalid(nd_frame(solicited_group), "solicited, to a group");
    invalid(nd_frame(solicitation()).truncated(20), "shorter than a message");
    EXPECT_EQ(hops->size(), 0);
    EXPECT_THROW(nd({}), error);
}

TEST_F(nd_test, advertisements_are_believed_as_their_flags_say) {
    EXPECT_EQ(pass(nd_frame(advertisement(peer_mac, nd_message::solicited))).way, to_drop);
    EXPECT_EQ(hops->size(), 0) << "nobody had asked for it";
    const std::uint16_t hop = hops->find_or_make({1, peer});
    pass(nd_frame(advertisement(peer_mac, nd_message::solicited)).without_option());
    EXPECT_EQ(known(peer), mac_address{}) << "it has no address in it";
    pass(nd_frame(advertisement(peer_mac, nd_message::solicited)));
    EXPECT_EQ(known(peer), peer_mac);
    pass(nd_frame(advertisement(new_mac, nd_message::solicited)));
    EXPECT_EQ(known(peer), peer_mac) << "without the override flag";
    nd_statement moved = advertisement(new_mac, nd_message::overrides);
    moved.destination = all_nodes_address;
    EXPECT_EQ(pass(nd_frame(moved)).way, unrouted) << "for others too";
    EXPECT_EQ(known(peer), new_mac);
    EXPECT_EQ((*hops)[hop].source, own_mac);
    EXPECT_EQ(count(stage, "advertisements"), 4);
    EXPECT_EQ(count(stage, "learned"), 2);
}

TEST_F(nd_test, claims_to_our_addresses_are_conflicts) {
    nd_statement claim = advertisement(peer_mac, nd_message::overrides);
    claim.target = own;
    EXPECT_EQ(pass(nd_frame(claim)).way, to_drop);
    nd_statement from_us = solicitation();
    from_us.source = own_link_local;
    EXPECT_EQ(pass(nd_frame(from_us)).way, to_drop);
    EXPECT_EQ(count(stage, "conflict"), 2);
}

} // namespace
} // namespace xdpk
