// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/parser.hpp>

#include "require.hpp"

#include <vector>

namespace {

using namespace xdpk;

std::size_t least_l4_size(const packet_type type) {
    const bool v4 = type.l3 == l3_type::ipv4;
    switch (type.protocol) {
    case ip_proto::tcp:
        return sizeof(tcp_header);
    case ip_proto::udp:
        return sizeof(udp_header);
    case ip_proto::sctp:
        return sizeof(sctp_header);
    case ip_proto::icmp:
        return v4 ? sizeof(icmp_header) : 0;
    case ip_proto::icmpv6:
        return v4 ? 0 : sizeof(icmp_header);
    default:
        return 0;
    }
}

std::size_t l3_size(const packet_type type) {
    switch (type.l3) {
    case l3_type::arp:
        return sizeof(arp_ipv4);
    case l3_type::ipv4:
        return sizeof(ipv4_header);
    case l3_type::ipv6:
        return sizeof(ipv6_header);
    default:
        return 0;
    }
}

void check_offsets(const parsed_packet& found, std::size_t seen, std::size_t packet_length) {
    require(found.type.malformed == (found.error != parse_error::none));
    require(name(found.error) != nullptr);
    require(found.type.vlan_tags <= 2);
    if (found.l3_offset != 0) {
        require(found.l3_offset == sizeof(ethernet_header) + found.type.vlan_tags * sizeof(vlan_tag));
        require(found.l3_offset + l3_size(found.type) <= seen);
    }
    if (found.l4_offset != 0) {
        require(!found.type.malformed && found.type.is_ip() && found.type.fragment != fragment_type::later);
        require(found.l4_offset >= found.l3_offset + l3_size(found.type));
        require(found.l4_offset + least_l4_size(found.type) <= seen);
        require(found.l4_offset + std::size_t{found.l4_length} <= packet_length);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto frame = std::as_bytes(std::span(data, size));
    const parsed_packet whole = parse(frame);
    check_offsets(whole, size, size);

    // The same packet with its end in further segments: seeing less never changes what was found.
    for (const std::size_t seen : {size / 2, size - size / 4}) {
        const std::vector<std::byte> head(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(seen));
        const parsed_packet part = parse(head, size);
        check_offsets(part, seen, size);
        require(part.error != parse_error::none || part == whole);
    }

    // The same packet with padding, or with more segments.
    std::vector<std::byte> padded(frame.begin(), frame.end());
    padded.resize(size + 64);
    require(whole.error != parse_error::none || parse(padded) == whole);
    check_offsets(parse(frame, size + 3000), size, size + 3000);
    return 0;
}
