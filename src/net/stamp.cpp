// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/stamp.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include <algorithm>
#include <cstddef>

namespace xdpk {

namespace {

[[noreturn]] void refuse(std::span<const std::byte> packet) {
    throw error({.where = "packet",
                 .what = "a stamp does not fit its " + std::to_string(packet.size()) + " bytes",
                 .hint = "use a UDP, TCP or ICMP packet with a payload of 18 bytes or more"});
}

struct l4_shape {
    std::size_t length;
    std::size_t checksum;
};

l4_shape shape_of(std::span<const std::byte> packet, ip_proto protocol) {
    switch (protocol) {
    case ip_proto::udp:
        return {sizeof(udp_header), offsetof(udp_header, checksum)};
    case ip_proto::tcp:
        return {sizeof(tcp_header), offsetof(tcp_header, checksum)};
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        return {sizeof(icmp_header), offsetof(icmp_header, checksum)};
    default:
        refuse(packet);
    }
}

} // namespace

stamper::stamper(std::span<const std::byte> original) {
    const parsed_packet at = parse(original);
    if (at.error != parse_error::none || at.l4_offset == 0)
        refuse(original);
    const l4_shape shape = shape_of(original, at.type.protocol);
    if (at.l4_length < shape.length + sizeof(stamp))
        refuse(original);
    stamp_at_ = static_cast<std::uint16_t>(at.l4_offset + shape.length);
    checksum_at_ = static_cast<std::uint16_t>(at.l4_offset + shape.checksum);
    is_udp_ = at.type.protocol == ip_proto::udp;
}

void stamper::apply(std::span<std::byte> packet, const stamp& value) const noexcept {
    const auto place = packet.subspan(stamp_at_, sizeof(stamp));
    ones_complement_sum before;
    before.add(place);
    const auto now = std::as_bytes(std::span(&value, 1));
    std::ranges::copy(now, place.begin());
    ones_complement_sum difference;
    difference.add(be16::from_raw(static_cast<std::uint16_t>(~before.folded())));
    difference.add(now);
    auto* checksum = header_at<be16>(packet, checksum_at_);
    *checksum = is_udp_ ? updated_udp_checksum(*checksum, difference) : updated_checksum(*checksum, difference);
}

} // namespace xdpk
