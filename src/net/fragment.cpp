// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/fragment.hpp>

#include <xdpk/net/headers.hpp>

namespace xdpk {

namespace {

/// What stands before a fragment header counts in 8 bytes; an authentication header comes after it.
fragment_place find_ipv6(std::span<const std::byte> head, std::size_t l3) noexcept {
    const auto& ip = *header_at<ipv6_header>(head, l3);
    const std::size_t end = l3 + sizeof(ipv6_header) + ip.payload_length.host();
    ip_proto protocol = ip.next_header;
    std::size_t at = l3 + sizeof(ipv6_header);
    while (protocol != ip_proto::fragment) {
        const auto* const extension = header_at<ipv6_extension>(head, at);
        if (extension == nullptr)
            return {};
        protocol = extension->next_header;
        at += (extension->length + 1U) * 8U;
    }
    const auto* const found = header_at<ipv6_fragment>(head, at);
    if (found == nullptr)
        return {};
    return {.id = found->id.raw(), .offset = found->fragment_offset(), .length = end - at - sizeof(ipv6_fragment)};
}

} // namespace

fragment_place find_fragment(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.type.l3 == l3_type::ipv6)
        return find_ipv6(head, at.l3_offset);
    const auto& ip = *header_at<ipv4_header>(head, at.l3_offset);
    return {.id = ip.id.raw(), .offset = ip.fragment_offset(), .length = ip.total_length.host() - ip.header_length()};
}

} // namespace xdpk
