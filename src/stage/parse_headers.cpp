// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/parse_headers.hpp>

#include "describe_packet.hpp"
#include "packet_sum.hpp"

namespace xdpk {

void parse_headers::discard(packet& p, counter& why) noexcept {
    why.add(1);
    p.out_port = to_drop;
}

void parse_headers::check(const burst& b, packet& p, const parsed_packet& at) noexcept {
    const std::span<std::byte> head(p.data, p.length);
    if (at.type.l3 == l3_type::ipv4 && !has_valid_checksum(*header_at<ipv4_header>(head, at.l3_offset)))
        return discard(p, ipv4_bad_checksum_);
    const checksum_cover cover = transport_cover(head, at);
    if (cover.checksum_offset == 0)
        return;
    ones_complement_sum sum = detail::sum_of(b, p, cover);
    be16& field = *header_at<be16>(head, cover.checksum_offset);
    if (config_.checksums[p.in_port] == checksum_policy::verify) {
        if (sum.folded() != 0xffff)
            discard(p, transport_bad_checksum_);
        return;
    }
    sum.replace(field, be16{});
    field = at.type.protocol == ip_proto::udp ? udp_checksum(sum) : sum.checksum();
}

void parse_headers::operator()(burst& b) noexcept {
    for (packet& p : b) {
        const parsed_packet at = detail::describe(p, b.length(p));
        if (at.error != parse_error::none) [[unlikely]] {
            discard(p, errors_[static_cast<std::size_t>(at.error)]);
            continue;
        }
        if (config_.checksums[p.in_port] != checksum_policy::trust)
            check(b, p, at);
    }
}

std::vector<named_counter> parse_headers::counters() const {
    std::vector<named_counter> list{{"ipv4_bad_checksum", &ipv4_bad_checksum_},
                                    {"transport_bad_checksum", &transport_bad_checksum_}};
    for (std::size_t i = 1; i < parse_error_count; ++i)
        list.push_back({xdpk::name(static_cast<parse_error>(i)), &errors_[i]});
    return list;
}

} // namespace xdpk
