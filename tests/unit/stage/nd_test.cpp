// SPDX-License-Identifier: BSD-3-Clause
#include "stage/nd_rig.hpp"

namespace xdpk {
namespace THIS_TEST {

using namespace test; // NOLINT(google-build-using-namespace)

class nd_test : public nd_rig {};

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

} // namespace THIS_TEST
} // namespace xdpk
