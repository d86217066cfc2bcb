// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/parser.hpp>

#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <limits>

namespace xdpk {

namespace {

constexpr unsigned max_vlan_tags = 2;
constexpr std::size_t max_offset = std::numeric_limits<std::uint8_t>::max();
constexpr std::size_t max_datagram = 65535;

/// Walks the headers from the outside in; each step checks one header, notes it and moves offset_ behind it.
/// The whole state lives in registers: the type is collected as bits, and every step has one caller to be inlined in.
class header_walk {
public:
    header_walk(std::span<const std::byte> head, std::size_t packet_length) noexcept
        : data_(head.data()), seen_(head.size()), end_(packet_length) {}

    parsed_packet run() noexcept {
        const parse_error error = ethernet();
        if (error != parse_error::none) [[unlikely]]
            note(packet_type{.malformed = true});
        return {packet_type::from_bits(static_cast<std::uint16_t>(type_)), l3_, l4_, l4_length_, error};
    }

private:
    parse_error ethernet() noexcept;
    parse_error network(ether_type type) noexcept;
    parse_error arp() noexcept;
    parse_error ipv4() noexcept;
    parse_error ipv4_options(const ipv4_header& ip) noexcept;
    parse_error ipv6() noexcept;
    parse_error ipv6_extensions() noexcept;
    parse_error transport() noexcept;
    parse_error tcp() noexcept;
    parse_error udp() noexcept;

    template <class Header>
    [[nodiscard]] bool has() const noexcept {
        return offset_ + sizeof(Header) <= seen_;
    }
    template <class Header>
    [[nodiscard]] const Header& at_offset() const noexcept {
        return *reinterpret_cast<const Header*>(data_ + offset_);
    }

    void note(packet_type seen) noexcept { type_ |= seen.bits(); }

    void found_l3(packet_type seen) noexcept {
        note(seen);
        l3_ = static_cast<std::uint8_t>(offset_);
    }

    parse_error found_l4() noexcept {
        l4_ = static_cast<std::uint8_t>(offset_);
        l4_length_ = static_cast<std::uint16_t>(end_ - offset_);
        return parse_error::none;
    }

    /// What follows `end` is padding.
    void cut(std::size_t end) noexcept {
        end_ = end;
        seen_ = std::min(seen_, end);
    }

    bool fragment(std::size_t fragment_offset, bool more, std::size_t payload, std::size_t before) noexcept;

    const std::byte* data_;
    std::size_t seen_; ///< bytes that may be read: of the first segment, then of the IP packet in it
    std::size_t end_;  ///< where the packet ends, then where the IP packet ends
    std::size_t offset_ = 0;
    unsigned type_ = 0;
    ip_proto protocol_ = ip_proto::hop_by_hop;
    fragment_type fragment_ = fragment_type::none;
    std::uint8_t l3_ = 0;
    std::uint8_t l4_ = 0;
    std::uint16_t l4_length_ = 0;
};

parse_error header_walk::ethernet() noexcept {
    if (!has<ethernet_header>()) [[unlikely]]
        return parse_error::ethernet_truncated;
    ether_type type = at_offset<ethernet_header>().type.host();
    offset_ = sizeof(ethernet_header);
    for (unsigned tags = 0; type == ether_type::vlan || type == ether_type::qinq; ++tags) {
        if (tags == max_vlan_tags)
            return parse_error::vlan_too_many_tags;
        if (!has<vlan_tag>())
            return parse_error::vlan_truncated;
        type_ += packet_type{.vlan_tags = 1}.bits();
        type = at_offset<vlan_tag>().type.host();
        offset_ += sizeof(vlan_tag);
    }
    return network(type);
}

parse_error header_walk::network(ether_type type) noexcept {
    parse_error error = parse_error::none;
    if (type == ether_type::ipv4) {
        error = ipv4();
    } else if (type == ether_type::ipv6) {
        error = ipv6();
    } else if (type == ether_type::arp) {
        return arp();
    } else {
        found_l3(packet_type{.l3 = l3_type::other});
        return parse_error::none;
    }
    note(packet_type{.fragment = fragment_, .protocol = protocol_});
    return error == parse_error::none ? transport() : error;
}

parse_error header_walk::arp() noexcept {
    constexpr be16 ethernet{1};
    if (!has<arp_ipv4>())
        return parse_error::arp_truncated;
    const auto& arp = at_offset<arp_ipv4>();
    if (arp.hardware_type != ethernet || arp.protocol_type.host() != ether_type::ipv4 ||
        arp.hardware_length != sizeof(mac_address) || arp.protocol_length != sizeof(ipv4_address))
        return parse_error::arp_not_ipv4_over_ethernet;
    found_l3(packet_type{.l3 = l3_type::arp});
    return parse_error::none;
}

parse_error header_walk::ipv4() noexcept {
    constexpr std::uint8_t plain = 0x45;
    if (!has<ipv4_header>()) [[unlikely]]
        return parse_error::ipv4_truncated;
    const auto& ip = at_offset<ipv4_header>();
    if (ip.version_ihl != plain) [[unlikely]]
        if (const parse_error error = ipv4_options(ip); error != parse_error::none)
            return error;
    const std::size_t header = ip.header_length();
    const std::size_t total = ip.total_length.host();
    if (total < header) [[unlikely]]
        return parse_error::ipv4_bad_total_length;
    if (offset_ + total > end_) [[unlikely]]
        return parse_error::ipv4_past_frame;
    found_l3(packet_type{.l3 = l3_type::ipv4});
    protocol_ = ip.protocol;
    cut(offset_ + total);
    offset_ += header;
    if (ip.is_fragment() && !fragment(ip.fragment_offset(), ip.has_more_fragments(), total - header, header))
        [[unlikely]]
        return parse_error::ipv4_bad_fragment;
    return parse_error::none;
}

parse_error header_walk::ipv4_options(const ipv4_header& ip) noexcept {
    if (ip.version() != 4)
        return parse_error::ipv4_bad_version;
    if (ip.header_length() < sizeof(ipv4_header))
        return parse_error::ipv4_bad_header_length;
    if (offset_ + ip.header_length() > seen_)
        return parse_error::ipv4_truncated;
    note(packet_type{.has_options = true});
    return parse_error::none;
}

parse_error header_walk::ipv6() noexcept {
    if (!has<ipv6_header>()) [[unlikely]]
        return parse_error::ipv6_truncated;
    const auto& ip = at_offset<ipv6_header>();
    if (ip.version() != 6) [[unlikely]]
        return parse_error::ipv6_bad_version;
    const std::size_t end = offset_ + sizeof(ipv6_header) + ip.payload_length.host();
    if (end > end_) [[unlikely]]
        return parse_error::ipv6_past_frame;
    found_l3(packet_type{.l3 = l3_type::ipv6});
    protocol_ = ip.next_header;
    cut(end);
    offset_ += sizeof(ipv6_header);
    return ipv6_extensions();
}

/// Length of an extension header in bytes; 0 for a protocol that is none.
std::size_t extension_length(ip_proto protocol, std::uint8_t length) noexcept {
    switch (protocol) {
    case ip_proto::hop_by_hop:
    case ip_proto::routing:
    case ip_proto::destination_options:
        return (length + 1U) * 8U;
    case ip_proto::ah:
        return (length + 2U) * 4U;
    case ip_proto::fragment:
        return sizeof(ipv6_fragment);
    default:
        return 0;
    }
}

parse_error header_walk::ipv6_extensions() noexcept {
    const std::size_t first = offset_;
    while (extension_length(protocol_, 0) != 0 && fragment_ != fragment_type::later) {
        if (!has<ipv6_extension>())
            return parse_error::ipv6_extension_truncated;
        const auto& extension = at_offset<ipv6_extension>();
        const std::size_t length = extension_length(protocol_, extension.length);
        if (offset_ + length > seen_)
            return parse_error::ipv6_extension_truncated;
        if (offset_ + length > max_offset)
            return parse_error::ipv6_extensions_too_long;
        if (protocol_ == ip_proto::hop_by_hop && offset_ != first)
            return parse_error::ipv6_bad_hop_by_hop;
        if (protocol_ == ip_proto::fragment) {
            const auto& header = at_offset<ipv6_fragment>();
            if (fragment_ != fragment_type::none || !fragment(header.fragment_offset(), header.has_more_fragments(),
                                                              end_ - offset_ - length, offset_ - first))
                return parse_error::ipv6_bad_fragment;
        }
        note(packet_type{.has_options = true});
        protocol_ = extension.next_header;
        offset_ += length;
    }
    return parse_error::none;
}

/// Notes which fragment this is; false if no datagram of 65,535 bytes can have it. `before` is the length of what every
/// fragment repeats and the datagram's own length counts.
bool header_walk::fragment(std::size_t fragment_offset, bool more, std::size_t payload, std::size_t before) noexcept {
    if (fragment_offset == 0 && !more) [[likely]]
        return true;
    if ((more && (payload == 0 || payload % 8 != 0)) || before + fragment_offset + payload > max_datagram)
        return false;
    fragment_ = fragment_offset == 0 ? fragment_type::first : fragment_type::later;
    return true;
}

parse_error header_walk::transport() noexcept {
    if (fragment_ == fragment_type::later) [[unlikely]]
        return parse_error::none;
    const bool v4 = packet_type::from_bits(static_cast<std::uint16_t>(type_)).l3 == l3_type::ipv4;
    switch (protocol_) {
    case ip_proto::tcp:
        return tcp();
    case ip_proto::udp:
        return udp();
    case ip_proto::icmp:
        return !v4 || has<icmp_header>() ? found_l4() : parse_error::icmp_truncated;
    case ip_proto::icmpv6:
        return v4 || has<icmp_header>() ? found_l4() : parse_error::icmpv6_truncated;
    case ip_proto::sctp:
        return has<sctp_header>() ? found_l4() : parse_error::sctp_truncated;
    case ip_proto::no_next_header:
        return parse_error::none;
    default:
        return found_l4();
    }
}

parse_error header_walk::tcp() noexcept {
    if (!has<tcp_header>()) [[unlikely]]
        return parse_error::tcp_truncated;
    const std::size_t header = at_offset<tcp_header>().header_length();
    if (header < sizeof(tcp_header) || offset_ + header > end_) [[unlikely]]
        return parse_error::tcp_bad_data_offset;
    if (offset_ + header > seen_) [[unlikely]]
        return parse_error::tcp_truncated;
    return found_l4();
}

parse_error header_walk::udp() noexcept {
    if (!has<udp_header>()) [[unlikely]]
        return parse_error::udp_truncated;
    const std::size_t length = at_offset<udp_header>().length.host();
    if (length < sizeof(udp_header)) [[unlikely]]
        return parse_error::udp_bad_length;
    // A first fragment has the length of the whole datagram.
    if (offset_ + length > end_ && fragment_ == fragment_type::none) [[unlikely]]
        return parse_error::udp_bad_length;
    return found_l4();
}

} // namespace

parsed_packet parse(std::span<const std::byte> head, std::size_t packet_length) noexcept {
    return header_walk(head, packet_length).run();
}

} // namespace xdpk
