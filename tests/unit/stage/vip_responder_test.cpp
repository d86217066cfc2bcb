// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/vip_responder.hpp>

#include "stage/load_balancer_rig.hpp"
#include "support/frames.hpp"

#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/transport_checksum.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>
#include <tuple>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

std::shared_ptr<const load_balancer_table> vips() {
    service_config six = web(0);
    six.name = "six";
    six.address = ip("2001:db8::80");
    return table_of({web(0), six});
}

packet_spec request(unsigned version, std::string_view to) {
    return {.source = ip(version == 4 ? "198.18.0.1" : "2001:db8:1::1"),
            .destination = ip(to),
            .protocol = version == 4 ? ip_proto::icmp : ip_proto::icmpv6,
            .source_port = 0x1234,
            .destination_port = 7,
            .frame_size = 98,
            .ttl = 3};
}

std::string bytes_of(const packet_spec& spec) {
    const std::vector<std::byte> bytes = build_packet(spec);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class responder : public testing::Test {
protected:
    packet& pass(const std::string& bytes) {
        b.recycle();
        packet& p = put(b, bytes, 5);
        parse(b);
        stage(b);
        return p;
    }
    void expect_untouched(const std::string& bytes) {
        const packet& p = pass(bytes);
        EXPECT_EQ(text_of(b, p), bytes);
        EXPECT_EQ(p.out_port, unrouted);
        EXPECT_EQ(count_of(stage, "answered"), 0);
    }

    frames memory;
    burst b{memory.pool};
    parse_headers parse;
    vip_responder stage{vips()};
};

using row = std::tuple<unsigned, std::size_t>; // IP version, VLAN tags
class responses : public responder, public testing::WithParamInterface<row> {};

TEST_P(responses, are_what_the_vip_would_send) {
    const auto [version, tags] = GetParam();
    packet_spec spec = request(version, version == 4 ? "192.0.2.1" : "2001:db8::80");
    for (std::size_t i = 0; i < tags; ++i)
        spec.vlans[i] = static_cast<std::uint16_t>(7 + i);
    const packet& p = pass(bytes_of(spec));
    EXPECT_EQ(p.out_port, 5);
    EXPECT_EQ(count_of(stage, "answered"), 1);

    std::swap(spec.source, spec.destination);
    std::swap(spec.source_mac, spec.destination_mac);
    spec.ttl = 64;
    std::string expected = bytes_of(spec);
    std::string seen = text_of(b, p);
    EXPECT_EQ(seen[p.l4], version == 4 ? '\0' : '\x81');
    const std::span<const std::byte> bytes(p.data, p.length);
    const checksum_cover cover = transport_cover(bytes, xdpk::parse(bytes));
    ones_complement_sum sum = cover.pseudo;
    sum.add(bytes.subspan(cover.offset, cover.length));
    EXPECT_EQ(sum.folded(), 0xffff);
    // Type and checksum apart, it is the request in the other direction.
    expected.replace(p.l4, 4, seen.substr(p.l4, 4));
    EXPECT_EQ(seen, expected);
}

INSTANTIATE_TEST_SUITE_P(all, responses, testing::Combine(testing::Values(4U, 6U), testing::Values(0U, 1U, 2U)));

TEST_F(responder, leaves_requests_to_others_alone) {
    expect_untouched(bytes_of(request(4, "192.0.2.2")));
    expect_untouched(bytes_of(request(6, "2001:db8::81")));
}

TEST_F(responder, leaves_all_but_requests_alone) {
    std::string reply = bytes_of(request(4, "192.0.2.1"));
    reply[34] = 0;
    expect_untouched(reply);
    std::string other_code = bytes_of(request(4, "192.0.2.1"));
    other_code[35] = 1;
    expect_untouched(other_code);
    std::string of_the_other_family = bytes_of(request(4, "192.0.2.1"));
    of_the_other_family[34] = '\x80';
    expect_untouched(of_the_other_family);
    packet_spec udp = request(4, "192.0.2.1");
    udp.protocol = ip_proto::udp;
    expect_untouched(bytes_of(udp));
}

TEST_F(responder, leaves_fragments_options_and_group_addresses_alone) {
    std::string fragment = bytes_of(request(4, "192.0.2.1")).substr(0, 14 + 20 + 40);
    fragment[17] = 60;
    fragment[20] = 0x20;
    expect_untouched(fragment);
    std::string options = bytes_of(request(4, "192.0.2.1"));
    options.insert(34, 4, '\x01');
    options[14] = 0x46;
    expect_untouched(options);
    packet_spec broadcast = request(4, "192.0.2.1");
    broadcast.destination_mac.bytes[0] = 0xff;
    expect_untouched(bytes_of(broadcast));
}

TEST_F(responder, leaves_dropped_packets_alone) {
    const std::string bytes = bytes_of(request(4, "192.0.2.1"));
    packet& p = put(b, bytes, 5);
    parse(b);
    p.out_port = to_drop;
    stage(b);
    EXPECT_EQ(p.out_port, to_drop);
    EXPECT_EQ(text_of(b, p), bytes);
}

TEST_F(responder, answers_for_the_services_of_the_day) {
    const auto before = stage.replace(table_of({}));
    expect_untouched(bytes_of(request(4, "192.0.2.1")));
    (void)stage.replace(before);
    EXPECT_EQ(pass(bytes_of(request(4, "192.0.2.1"))).out_port, 5);
}

} // namespace THIS_TEST
} // namespace xdpk
