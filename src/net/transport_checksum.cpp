// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/transport_checksum.hpp>

namespace xdpk {

namespace {

ones_complement_sum pseudo_sum(std::span<const std::byte> head, const parsed_packet& at, std::size_t length) noexcept {
    const ip_proto protocol = at.type.protocol;
    const auto covered = static_cast<std::uint32_t>(length);
    if (!has_pseudo_header(protocol))
        return {};
    if (at.type.l3 == l3_type::ipv4)
        return pseudo_header_sum(*header_at<ipv4_header>(head, at.l3_offset), protocol, covered);
    return pseudo_header_sum(*header_at<ipv6_header>(head, at.l3_offset), protocol, covered);
}

} // namespace

checksum_cover transport_cover(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    const ip_proto protocol = at.type.protocol;
    const std::size_t checksum = checksum_offset(protocol);
    const bool is_foreign = (protocol == ip_proto::icmp || protocol == ip_proto::icmpv6) && !at.type.is_icmp();
    if (!at.type.is_ip() || at.l4_offset == 0 || at.type.fragment != fragment_type::none || checksum == 0 || is_foreign)
        return {};
    std::size_t length = at.l4_length;
    if (protocol == ip_proto::udp) {
        const auto& udp = *header_at<udp_header>(head, at.l4_offset);
        length = udp.length.host();
        if (udp.checksum == be16{} && at.type.l3 == l3_type::ipv4)
            return {};
    }
    return {at.l4_offset, length, pseudo_sum(head, at, length), at.l4_offset + checksum};
}

} // namespace xdpk
