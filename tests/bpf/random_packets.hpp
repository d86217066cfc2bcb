// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/parser.hpp>

#include <algorithm>
#include <random>
#include <vector>

namespace xdpk::test {

/// Packets of all kinds that flows between a few hundred ends can have, most of them ordinary.
class random_packets {
public:
    explicit random_packets(std::uint64_t seed) : random_(seed) {}

    std::uint64_t below(std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random_); }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    packet_spec flow() {
        using enum ip_proto;
        const bool v6 = one_in(3);
        packet_spec spec{.protocol = std::array{tcp, udp, v6 ? icmpv6 : icmp}[below(3)],
                         .source_port = static_cast<std::uint16_t>(1024 + below(60000)),
                         .destination_port = static_cast<std::uint16_t>(1 + below(1000))};
        spec.source = address(v6);
        spec.destination = address(v6);
        return spec;
    }

    /// One packet of the flow, but for one in many that is damaged.
    std::vector<std::byte> packet(packet_spec spec) {
        if (one_in(3))
            spec.vlans = {static_cast<std::uint16_t>(1 + below(4094)), 0};
        if (spec.vlans[0] != 0 && one_in(2))
            spec.vlans[1] = static_cast<std::uint16_t>(1 + below(4094));
        spec.frame_size = one_in(2) ? 0 : 100 + below(1400);
        spec.ttl = one_in(20) ? static_cast<std::uint8_t>(below(3)) : static_cast<std::uint8_t>(3 + below(253));
        spec.dscp = static_cast<std::uint8_t>(below(64));
        spec.tcp_flags = one_in(10) ? static_cast<std::uint8_t>(below(64)) : tcp_header::ack;
        std::vector<std::byte> frame = build_packet(spec);
        vary(frame);
        return frame;
    }

private:
    ip_address address(bool v6) {
        const auto byte = [this] { return static_cast<std::uint8_t>(below(256)); };
        if (!v6)
            return ipv4_address{{10, byte(), byte(), byte()}};
        return ipv6_address{{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, byte(), byte(), byte(), byte()}};
    }

    void vary(std::vector<std::byte>& frame) {
        const parsed_packet at = parse(frame);
        std::byte* const ip = frame.data() + at.l3_offset;
        std::byte* const transport = frame.data() + at.l4_offset;
        const bool v4 = at.type.l3 == l3_type::ipv4;
        ip[1] |= v4 ? std::byte(below(4)) : std::byte(below(256)); // ECN, flow label
        if (at.type.protocol == ip_proto::udp && one_in(4))
            reinterpret_cast<udp_header*>(transport)->checksum = be16{};
        if (at.type.is_icmp() && one_in(2))
            transport[0] = std::byte(v4 ? icmp_header::echo_reply : icmp_header::v6_echo_reply);
        if (at.type.is_icmp() && one_in(30))
            transport[0] = std::byte(below(256));
        if (one_in(20)) // a checksum that is on an edge, right or not
            reinterpret_cast<be16*>(transport)[at.type.protocol == ip_proto::tcp ? 8 : 3] =
                be16{static_cast<std::uint16_t>(0xffff * below(2))};
        if (v4)
            vary_ipv4(*reinterpret_cast<ipv4_header*>(ip));
        if (one_in(30))
            frame.resize(14 + below(frame.size() - 14));
        if (one_in(30))
            frame[below(std::min<std::size_t>(frame.size(), 80))] = std::byte(below(256));
        if (one_in(40)) // behind the IP packet
            frame.resize(frame.size() + below(20));
        if (!v4 && one_in(20) && frame.size() > at.l3_offset + 6U)
            frame[at.l3_offset + 6U] = std::byte(std::array{0, 43, 44, 60, 132}[below(5)]);
    }

    void vary_ipv4(ipv4_header& ip) {
        if (one_in(20))
            ip.fragment = be16{static_cast<std::uint16_t>(below(0x4000))};
        if (one_in(20))
            ip.version_ihl = static_cast<std::uint8_t>(0x40 + below(16));
        ip.checksum = one_in(20) ? be16{static_cast<std::uint16_t>(0xffff * below(2))} : header_checksum_of(ip);
    }

    static be16 header_checksum_of(ipv4_header ip) {
        ip.checksum = {};
        ones_complement_sum sum;
        sum.add(ip);
        return sum.checksum();
    }

    std::mt19937_64 random_;
};

} // namespace xdpk::test
