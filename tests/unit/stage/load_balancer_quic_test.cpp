// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "net/packet_row.hpp"
#include "stage/load_balancer_rig.hpp"

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using counts = std::map<std::string, std::uint64_t>;

constexpr std::size_t udp_at = 34;

/// Two-byte server ids behind the first octet: 0x0101 to 0x0103, of which only the first two take new flows.
service_config quic_service() {
    service_config s = web(3);
    s.protocol = ip_proto::udp;
    s.quic = quic_routing{.offset = 1, .length = 2};
    for (std::size_t i = 0; i < 3; ++i)
        s.backends[i].quic_server_id = 0x0101 + i;
    s.backends[2].weight = 0;
    return s;
}

flow_key quic_client() {
    flow_key key = client(1);
    key.protocol = ip_proto::udp;
    return key;
}

/// A frame whose headers do not matter, and a datagram in memory of exactly its size.
std::vector<std::byte> frame_of(const std::vector<std::byte>& datagram) {
    std::vector<std::byte> frame(udp_at + sizeof(udp_header));
    const be16 length{static_cast<std::uint16_t>(sizeof(udp_header) + datagram.size())};
    header_at<udp_header>(std::span(frame), udp_at)->length = length;
    frame.insert(frame.end(), datagram.begin(), datagram.end());
    return frame;
}

struct outcome {
    std::string backend;
    counts counted;
    bool operator==(const outcome&) const = default;
};

outcome decide_for(const std::vector<std::byte>& frame, const service_config& service = quic_service()) {
    load_balancer balancer(table_of({service}));
    flow_decision d{.key = quic_client(), .rewritten = quic_client(), .packet = frame, .l4_offset = udp_at};
    balancer.decide(d);
    return {to_string(d.rewritten.destination_address()), counted(balancer)};
}

outcome decide_for(const std::string& hex) { return decide_for(frame_of(from_hex(hex))); }

const outcome by_id_2{"10.0.0.2", {{"balanced", 1}, {"quic_by_id", 1}}};
const outcome by_id_3{"10.0.0.3", {{"balanced", 1}, {"quic_by_id", 1}}};

bool is_by_hash(const outcome& o) { return o.counted == counts{{"balanced", 1}, {"quic_by_hash", 1}}; }

TEST(quic, short_headers_lead_to_the_backend_they_name) {
    EXPECT_EQ(decide_for("40"
                         "07"
                         "0102"
                         "aabbccdd"),
              by_id_2);
    EXPECT_EQ(decide_for("40"
                         "07"
                         "0103"
                         "aabbccdd"),
              by_id_3)
        << "a drained one keeps its connections";
}

TEST(quic, so_do_long_headers) {
    // Handshake, version 1, an id of 8 bytes, no source id.
    EXPECT_EQ(decide_for("e0"
                         "00000001"
                         "08"
                         "07"
                         "0102"
                         "aabbccddee"
                         "00"),
              by_id_2);
    EXPECT_EQ(decide_for("e0"
                         "00000001"
                         "03"
                         "07"
                         "0102"
                         "00"),
              by_id_2)
        << "the shortest id with room for it";
}

TEST(quic, unknown_ids_go_by_hash) {
    EXPECT_TRUE(is_by_hash(decide_for("40"
                                      "07"
                                      "0109"
                                      "aabbccdd")));
    EXPECT_TRUE(is_by_hash(decide_for("c0"
                                      "00000001"
                                      "08"
                                      "f1f2f3f4f5f6f7f8"
                                      "00")))
        << "chosen by the client";
}

TEST(quic, so_do_packets_without_room_for_one) {
    for (const char* const hex : {"", "40", "4007", "400701", "c0", "c000000001", "c00000000103", "c0000000010307",
                                  "c0000000010307"
                                  "01",
                                  "c00000000102"
                                  "0701"
                                  "02",
                                  "c0000000010807"
                                  "0102"})
        EXPECT_TRUE(is_by_hash(decide_for(hex))) << hex;
}

TEST(quic, bytes_behind_the_datagram_do_not_count) {
    std::vector<std::byte> frame = frame_of(from_hex("400701"));
    for (const std::byte padding : from_hex("020000"))
        frame.push_back(padding);
    EXPECT_TRUE(is_by_hash(decide_for(frame)));
    header_at<udp_header>(std::span(frame), udp_at)->length = be16{3};
    EXPECT_TRUE(is_by_hash(decide_for(frame))) << "a length less than the header's";
}

TEST(quic, a_backend_that_is_not_available_gets_nothing) {
    service_config s = quic_service();
    s.backends[1].available = false;
    const outcome o = decide_for(frame_of(from_hex("40070102aabbccdd")), s);
    EXPECT_EQ(o.backend, "10.0.0.1");
    EXPECT_TRUE(is_by_hash(o));
}

TEST(quic, ids_may_be_of_eight_bytes_anywhere) {
    service_config s = quic_service();
    s.quic = quic_routing{.offset = 4, .length = 8};
    s.backends[1].quic_server_id = 0xf123456789abcdef;
    EXPECT_EQ(decide_for(frame_of(from_hex("40"
                                           "00000000"
                                           "f123456789abcdef")),
                         s),
              by_id_2);
}

TEST(quic, a_decision_without_a_packet_goes_by_hash) {
    EXPECT_TRUE(is_by_hash(decide_for(std::vector<std::byte>{})));
    std::vector<std::byte> cut = frame_of(from_hex("40070102"));
    cut.resize(udp_at + 7);
    EXPECT_TRUE(is_by_hash(decide_for(cut)));
}

TEST(quic, simulation_says_so) {
    const auto table = table_of({quic_service()});
    const std::vector<std::byte> datagram = from_hex("40070103aabbccdd");
    const load_balancer_choice choice = table->simulate(quic_client(), datagram);
    EXPECT_EQ(choice.reason, choice_reason::connection_id);
    EXPECT_EQ(choice.backend.address, ip("10.0.0.3"));
    EXPECT_TRUE(
        to_string(choice).starts_with("service web: server id 0x103 is 10.0.0.3 port 8080, weight 0 (drained), id "));
}

} // namespace THIS_TEST
} // namespace xdpk
