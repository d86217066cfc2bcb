// SPDX-License-Identifier: BSD-3-Clause
#include "stage/nd_rig.hpp"

#include <xdpk/base/error.hpp>

#include <cstring>

namespace xdpk {
namespace THIS_TEST {

using namespace test; // NOLINT(google-build-using-namespace)

class nd_invalid_test : public nd_rig {};

TEST_F(nd_invalid_test, an_answer_never_leaves_its_frame) {
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

TEST_F(nd_invalid_test, a_message_in_pieces_is_not_read) {
    const std::string bytes = nd_frame(solicitation());
    burst b(memory.pool);
    put(b, bytes.substr(0, 78), 1, {bytes.substr(78)});
    parse(b);
    ASSERT_EQ(b[0].out_port, unrouted);
    stage(b);
    EXPECT_EQ(b[0].out_port, to_drop);
    EXPECT_EQ(count(stage, "invalid"), 1);
}

TEST_F(nd_invalid_test, invalid_messages_are_dropped) {
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
    std::string fragment = nd_frame(solicitation());
    fragment[19] = 40;
    fragment[20] = 44;
    fragment.insert(sizeof(ethernet_header) + sizeof(ipv6_header), std::string("\x3a\0\0\0\0\0\0\7", 8));
    invalid(fragment, "in a fragment, though an atomic one");
    EXPECT_EQ(hops->size(), 0);
    EXPECT_THROW(nd({}), error);
}

TEST_F(nd_invalid_test, claims_to_our_addresses_are_conflicts) {
    nd_statement claim = advertisement(peer_mac, nd_message::overrides);
    claim.target = own;
    EXPECT_EQ(pass(nd_frame(claim)).way, to_drop);
    nd_statement from_us = solicitation();
    from_us.source = own_link_local;
    EXPECT_EQ(pass(nd_frame(from_us)).way, to_drop);
    EXPECT_EQ(count(stage, "conflict"), 2);
}

} // namespace THIS_TEST
} // namespace xdpk
