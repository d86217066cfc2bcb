// SPDX-License-Identifier: BSD-3-Clause
// usage: write_frames pcap FILE   all that the packet builder can build, and flows made of it, as a capture
//        write_frames seeds DIR   the smallest of each, a file each, to start a fuzzer from
//        write_frames flows DIR   each, with its answer and an error about it, as the flow cache's fuzzer reads them
#include <xdpk/net/flow_variation.hpp>
#include <xdpk/net/packet_builder.hpp>

#include "support/ip_frames.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace xdpk;

using frame = std::vector<std::byte>;

struct named_spec {
    std::string name;
    packet_spec spec;
};

void use_ipv6(packet_spec& spec) {
    spec.source = *parse_ipv6("2001:db8::1");
    spec.destination = *parse_ipv6("2001:db8::2");
    if (spec.protocol == ip_proto::icmp)
        spec.protocol = ip_proto::icmpv6;
}

std::vector<named_spec> specs() {
    struct kind {
        const char* name;
        ip_proto protocol;
    };
    constexpr std::array kinds{kind{"udp", ip_proto::udp}, kind{"tcp", ip_proto::tcp}, kind{"echo", ip_proto::icmp}};
    constexpr std::array<std::array<std::uint16_t, 2>, 3> tags{{{}, {10}, {100, 10}}};
    std::vector<named_spec> all;
    for (const kind& each : kinds)
        for (const auto& vlans : tags)
            for (const bool v6 : {false, true}) {
                packet_spec spec{.vlans = vlans, .protocol = each.protocol, .dscp = 46};
                if (v6)
                    use_ipv6(spec);
                const int count = (vlans[0] != 0 ? 1 : 0) + (vlans[1] != 0 ? 1 : 0);
                all.push_back({each.name + std::string(v6 ? "6" : "4") + "_vlans" + std::to_string(count), spec});
            }
    return all;
}

void write(std::ostream& out, const void* data, std::size_t size) {
    out.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
}

void write_packet(std::ostream& out, const frame& packet) {
    const auto length = static_cast<std::uint32_t>(packet.size());
    const std::array<std::uint32_t, 4> header{0, 0, length, length};
    write(out, header.data(), sizeof(header));
    write(out, packet.data(), packet.size());
}

void write_pcap(const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    // Magic number, version 2.4, time zone, accuracy, longest packet, link type Ethernet.
    const std::array<std::uint32_t, 6> header{0xa1b2c3d4, 2U | 4U << 16U, 0, 0, 65549, 1};
    write(out, header.data(), sizeof(header));
    const std::array pattern{std::byte{0xff}, std::byte{0x80}, std::byte{0x01}};
    for (auto [name, spec] : specs())
        for (const std::size_t size : {0U, 90U, 91U, 1514U, 9014U}) {
            spec.frame_size = size;
            spec.payload = pattern;
            frame packet = build_packet(spec);
            write_packet(out, packet);
            const flow_variation flows(packet);
            for (const std::uint32_t n : {1U, 63U, 16384U, 1000000U}) {
                flows.apply(packet, n);
                write_packet(out, packet);
            }
        }
}

void write_seeds(const std::string& directory) {
    for (const auto& [name, spec] : specs()) {
        std::ofstream out(directory + "/" + name, std::ios::binary);
        const frame packet = build_packet(spec);
        write(out, packet.data(), packet.size());
    }
}

void write_flow(std::ostream& out, const frame& packet) {
    const std::array length{static_cast<std::uint8_t>(packet.size()), static_cast<std::uint8_t>(packet.size() >> 8U)};
    write(out, length.data(), length.size());
    write(out, packet.data(), packet.size());
}

void write_flows(const std::string& directory) {
    for (const auto& [name, spec] : specs()) {
        std::ofstream out(directory + "/" + name, std::ios::binary);
        packet_spec answer = spec;
        std::swap(answer.source, answer.destination);
        std::swap(answer.source_port, answer.destination_port);
        const frame packet = build_packet(spec);
        write_flow(out, packet);
        write_flow(out, build_packet(answer));
        write_flow(out, test::error_about(packet, spec.destination, 64));
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::string what = argc == 3 ? argv[1] : "";
    if (what == "pcap")
        write_pcap(argv[2]);
    else if (what == "seeds")
        write_seeds(argv[2]);
    else if (what == "flows")
        write_flows(argv[2]);
    else
        std::cerr << "usage: write_frames pcap FILE | write_frames seeds DIR | write_frames flows DIR\n";
    return what == "pcap" || what == "seeds" || what == "flows" ? 0 : 2;
}
