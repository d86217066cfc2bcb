// SPDX-License-Identifier: BSD-3-Clause
// usage: write_seeds tunnel DIR    a packet in each kind of tunnel, as tunnel_fuzz reads them
//        write_seeds stages DIR    what a router's neighbours, clients and senders say, as stages_fuzz reads it
//        write_seeds control DIR   requests on a control socket, as control_fuzz reads them
#include "stage/nd_frames.hpp"
#include "stage/tunnel_packets.hpp"

#include <fstream>
#include <iostream>
#include <map>
#include <utility>

namespace {

using namespace xdpk;

using seeds = std::map<std::string, std::string>; ///< contents by name

std::string text_of(const std::vector<std::byte>& bytes) { return test::packet_text(bytes); }

template <class T>
std::string text_of_object(const T& object) {
    return {reinterpret_cast<const char*>(&object), sizeof(object)};
}

seeds tunnel_seeds() {
    constexpr unsigned outer_v6 = 1U << 3U;
    constexpr unsigned has_key = 1U << 4U;
    constexpr char first_segment = 10;
    seeds all;
    for (const test::tunnel_row& row : test::tunnel_rows) {
        const unsigned wish =
            static_cast<unsigned>(row.type) | (row.outer_version == 6 ? outer_v6 : 0) | (row.keyed ? has_key : 0);
        const char first = row.inner_version == 4 ? '\0' : first_segment;
        all[row.name] = std::string{static_cast<char>(wish), first} + outer_of(row);
    }
    return all;
}

/// How a packet comes in at the stages.
enum how : unsigned { as_it_is = 0, refused = 1, in_two = 2, at_usual_place = 4, at_port_1 = 8 };

std::string arrival(const std::string& packet, unsigned how) {
    const std::size_t word = packet.size() | how << 11U;
    return std::string{static_cast<char>(word), static_cast<char>(word >> 8U)} + packet;
}

const std::string some_time(2, '\0');

std::string arp_message(arp_operation operation, const char* sender, const char* target) {
    const arp_ipv4 arp{.hardware_type = be16{1},
                       .protocol_type = big_endian{ether_type::ipv4},
                       .hardware_length = 6,
                       .protocol_length = 4,
                       .operation = big_endian{operation},
                       .sender_mac = test::peer_mac,
                       .sender_ip = std::get<ipv4_address>(*parse_ip(sender)),
                       .target_mac = {},
                       .target_ip = std::get<ipv4_address>(*parse_ip(target))};
    const ethernet_header ethernet{test::own_mac, test::peer_mac, big_endian{ether_type::arp}};
    return text_of_object(ethernet) + text_of_object(arp);
}

/// A SYN that says what segments its sender takes.
std::string syn(packet_spec spec) {
    constexpr std::array mss{std::byte{2}, std::byte{4}, std::byte{0x05}, std::byte{0xb4}};
    constexpr std::uint8_t six_words = 6U << 4U;
    spec.protocol = ip_proto::tcp;
    spec.tcp_flags = tcp_header::syn;
    spec.payload = mss;
    spec.frame_size = 78; // IPv6's least; over IPv4 there is some data too
    std::vector<std::byte> frame = build_packet(spec);
    auto& tcp = *header_at<tcp_header>(std::span(frame), parse(frame).l4_offset);
    const auto before = std::bit_cast<be16>(std::array{tcp.data_offset, tcp.flags});
    tcp.data_offset = six_words;
    ones_complement_sum difference;
    difference.replace(before, std::bit_cast<be16>(std::array{tcp.data_offset, tcp.flags}));
    tcp.checksum = updated_checksum(tcp.checksum, difference);
    return text_of(frame);
}

packet_spec with_ipv6(packet_spec spec) {
    spec.source = *parse_ip("2001:db8::77");
    spec.destination = *parse_ip("2001:db8::2");
    if (spec.protocol == ip_proto::icmp)
        spec.protocol = ip_proto::icmpv6;
    return spec;
}

seeds stage_seeds() {
    seeds all;
    all["arp"] = arrival(arp_message(arp_operation::request, "198.18.0.7", "198.18.0.254"), as_it_is) + some_time +
                 arrival(arp_message(arp_operation::reply, "198.18.0.7", "198.18.0.254"), at_usual_place) +
                 arrival(arp_message(arp_operation::request, "198.18.0.254", "198.18.0.7"), as_it_is);
    all["nd"] = arrival(test::nd_frame(test::solicitation()), at_usual_place) +
                arrival(test::nd_frame(test::solicitation()), as_it_is) +
                arrival(test::nd_frame(test::solicitation()).without_option(), at_usual_place) + some_time +
                arrival(test::nd_frame(test::advertisement(test::new_mac, nd_message::overrides)), as_it_is);
    for (const bool v6 : {false, true}) {
        const auto of = [v6](const packet_spec& spec) { return v6 ? with_ipv6(spec) : spec; };
        const std::string version = v6 ? "6" : "4";
        const std::string udp = text_of(build_packet(of({.vlans = {10}, .destination_port = 9})));
        all["syn" + version] = arrival(syn(of({})), as_it_is) + arrival(syn(of({})), at_port_1);
        all["echo" + version] = arrival(text_of(build_packet(of({.protocol = ip_proto::icmp}))), as_it_is);
        all["routed" + version] = arrival(udp, as_it_is) + some_time + arrival(udp, in_two | at_usual_place);
        for (const unsigned kind :
             {refused | as_it_is, refused | in_two, refused | at_usual_place, refused | at_port_1})
            all["refused" + version] += arrival(udp, kind) + arrival(syn(of({})), kind);
    }
    return all;
}

seeds control_seeds() {
    const std::string request = R"({"do":"show","what":"counters"})";
    const auto piece = [](const std::string& text) { return static_cast<char>(text.size()) + text; };
    const std::string many_a("\xff"
                             "a");
    seeds all;
    all["one"] = piece(request + "\n");
    all["in_pieces"] = piece(request.substr(0, 7)) + piece(request.substr(7) + "\n" + request) + piece("\n\n\r\n");
    all["no_end"] = piece(request);
    for (int i = 0; i < 6; ++i)
        all["too_long"] += many_a;
    all["long"] = all["too_long"].substr(0, 5 * many_a.size()) + piece("\n" + request + "\n");
    all["too_long"] = piece("a\n") + all["too_long"] + piece("\nb\n");
    return all;
}

void write(const seeds& all, const std::string& directory) {
    for (const auto& [name, contents] : all)
        std::ofstream(directory + "/" + name, std::ios::binary) << contents;
}

} // namespace

int main(int argc, char** argv) {
    const std::map<std::string, seeds (*)()> kinds{
        {"tunnel", tunnel_seeds}, {"stages", stage_seeds}, {"control", control_seeds}};
    const auto kind = kinds.find(argc == 3 ? argv[1] : "");
    if (kind == kinds.end()) {
        std::cerr << "usage: write_seeds tunnel|stages|control DIR\n";
        return 2;
    }
    write(kind->second(), argv[2]);
    return 0;
}
