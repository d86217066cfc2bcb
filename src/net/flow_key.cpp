// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_key.hpp>

#include <utility>

namespace xdpk {

std::optional<flow_key> extract_flow_key(std::span<const std::byte> head, const parsed_packet& at,
                                         std::uint16_t zone) noexcept {
    if (!at.type.is_ip() || at.type.malformed)
        return std::nullopt;
    return detail::flow_key_at(head.data(), at.type, at.l3_offset, at.l4_offset, zone);
}

flow_key reversed(const flow_key& key) noexcept {
    flow_key other = key;
    std::swap(other.source, other.destination);
    std::swap(other.source_port, other.destination_port);
    return other;
}

} // namespace xdpk
