// SPDX-License-Identifier: BSD-3-Clause
#include "flow_pattern.hpp"

#include "flow_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace xdpk::dpdk {

namespace {

/// An item that is there: a pattern's levels go up.
struct item_kind {
    rte_flow_item_type type;
    int level;
    const void* mask;                      ///< if the item has none
    std::array<std::uint8_t, 10> widths{}; ///< of the header's fields; 0: no more
};

constexpr int tag_level = 2;

constexpr std::array<item_kind, 8> kinds{{
    {RTE_FLOW_ITEM_TYPE_ETH, 1, &rte_flow_item_eth_mask, {6, 6, 2}},
    {RTE_FLOW_ITEM_TYPE_VLAN, tag_level, &rte_flow_item_vlan_mask, {2, 2}},
    {RTE_FLOW_ITEM_TYPE_IPV4, 3, &rte_flow_item_ipv4_mask, {1, 1, 2, 2, 2, 1, 1, 2, 4, 4}},
    {RTE_FLOW_ITEM_TYPE_IPV6, 3, &rte_flow_item_ipv6_mask, {4, 2, 1, 1, 16, 16}},
    {RTE_FLOW_ITEM_TYPE_ICMP, 4, &rte_flow_item_icmp_mask, {1, 1, 2, 2, 2}},
    {RTE_FLOW_ITEM_TYPE_UDP, 4, &rte_flow_item_udp_mask, {2, 2, 2, 2}},
    {RTE_FLOW_ITEM_TYPE_TCP, 4, &rte_flow_item_tcp_mask, {2, 2, 4, 4, 1, 1, 2, 2, 2}},
    {RTE_FLOW_ITEM_TYPE_SCTP, 4, &rte_flow_item_sctp_mask, {2, 2, 4, 4}},
}};

const item_kind& kind_of(const rte_flow_item& item) {
    const auto found = std::ranges::find(kinds, item.type, &item_kind::type);
    if (found == kinds.end())
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &item,
                           "there is no item " + item_name(item.type) +
                               ", only ETH, VLAN, IPV4, IPV6, ICMP, UDP, TCP and SCTP");
    return *found;
}

void check(const rte_flow_item& item) {
    if (item.spec == nullptr && (item.last != nullptr || item.mask != nullptr))
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_SPEC, &item,
                           "item " + item_name(item.type) + " has a mask or a range and no specification");
    constexpr auto reserved = [](const auto* mask) { return mask != nullptr && mask->reserved != 0; };
    const auto* const v6 = static_cast<const rte_flow_item_ipv6*>(item.mask);
    if (item.type == RTE_FLOW_ITEM_TYPE_IPV6 && v6 != nullptr) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &v6->hdr + 1, sizeof(bits));
        if (bits != 0)
            throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM_MASK, item.mask,
                               "item IPV6 does not look at extension headers (has_*)");
    }
    if ((item.type == RTE_FLOW_ITEM_TYPE_ETH && reserved(static_cast<const rte_flow_item_eth*>(item.mask))) ||
        (item.type == RTE_FLOW_ITEM_TYPE_VLAN && reserved(static_cast<const rte_flow_item_vlan*>(item.mask))))
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_MASK, item.mask, "reserved bits are not 0");
}

flow_field::value masked(const void* item, std::size_t offset, const flow_field& field) {
    flow_field::value out{};
    std::memcpy(out.data(), static_cast<const std::byte*>(item) + offset, field.size);
    for (std::size_t i = 0; i < field.size; ++i)
        out[i] &= field.mask[i];
    return out;
}

std::size_t offset_of(flow_header header, const parsed_packet& at) noexcept {
    switch (header) {
    case flow_header::ethernet:
        return 0;
    case flow_header::outer_tag:
        return sizeof(ethernet_header);
    case flow_header::inner_tag:
        return sizeof(ethernet_header) + sizeof(vlan_tag);
    case flow_header::network:
        return at.l3_offset;
    default:
        return at.l4_offset;
    }
}

bool holds(const flow_field& field, const std::byte* bytes) noexcept {
    flow_field::value value{};
    for (std::size_t i = 0; i < field.size; ++i)
        value[i] = bytes[i] & field.mask[i];
    return std::memcmp(value.data(), field.low.data(), field.size) >= 0 &&
           std::memcmp(value.data(), field.high.data(), field.size) <= 0;
}

} // namespace

flow_pattern::flow_pattern(const rte_flow_item* items) {
    if (items == nullptr)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_NUM, nullptr, "there is no pattern");
    int level = 0;
    for (; items->type != RTE_FLOW_ITEM_TYPE_END; ++items) {
        if (items->type == RTE_FLOW_ITEM_TYPE_VOID)
            continue;
        const item_kind& kind = kind_of(*items);
        const bool second_tag = kind.level == tag_level && tags_ == 1;
        if (kind.level < level || (kind.level == level && !second_tag))
            throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ITEM, items,
                               "item " + item_name(items->type) + " cannot follow those before it");
        level = kind.level;
        check(*items);
        add(*items, kind.widths, kind.mask);
    }
}

void flow_pattern::add(const rte_flow_item& item, std::span<const std::uint8_t> widths, const void* default_mask) {
    const flow_header header = enter(item);
    if (item.spec == nullptr)
        return;
    const void* const mask = item.mask != nullptr ? item.mask : default_mask;
    std::uint8_t offset = 0;
    for (const std::uint8_t width : widths) {
        flow_field field{.header = header, .offset = offset, .size = width};
        std::memcpy(field.mask.data(), static_cast<const std::byte*>(mask) + offset, width);
        field.low = field.high = masked(item.spec, offset, field);
        if (item.last != nullptr)
            field.high = std::max(field.low, masked(item.last, offset, field));
        if (field.mask != flow_field::value{})
            fields_.push_back(field);
        offset = static_cast<std::uint8_t>(offset + width);
    }
}

flow_header flow_pattern::enter(const rte_flow_item& item) {
    constexpr auto is_tag = RTE_FLOW_ITEM_TYPE_VLAN;
    if (item.type == RTE_FLOW_ITEM_TYPE_ETH) {
        read_ethernet_flags(item);
        return flow_header::ethernet;
    }
    if (item.type == is_tag) {
        least_tags_ = std::max(least_tags_, ++tags_);
        read_tag_flags(item);
        return tags_ == 1 ? flow_header::outer_tag : flow_header::inner_tag;
    }
    if (item.type == RTE_FLOW_ITEM_TYPE_IPV4 || item.type == RTE_FLOW_ITEM_TYPE_IPV6) {
        network_ = item.type == RTE_FLOW_ITEM_TYPE_IPV4 ? l3_type::ipv4 : l3_type::ipv6;
        // What follows an item is the next header.
        if (tags_ != 0)
            most_tags_ = std::min(most_tags_, tags_);
        return flow_header::network;
    }
    transport_ = item.type == RTE_FLOW_ITEM_TYPE_UDP    ? ip_proto::udp
                 : item.type == RTE_FLOW_ITEM_TYPE_TCP  ? ip_proto::tcp
                 : item.type == RTE_FLOW_ITEM_TYPE_SCTP ? ip_proto::sctp
                                                        : ip_proto::icmp;
    if (transport_ == ip_proto::icmp && network_.value_or(l3_type::ipv4) != l3_type::ipv4)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ITEM, &item, "item ICMP is over IPV4");
    if (transport_ == ip_proto::icmp)
        network_ = l3_type::ipv4;
    return flow_header::transport;
}

void flow_pattern::read_ethernet_flags(const rte_flow_item& item) {
    const auto* const mask = static_cast<const rte_flow_item_eth*>(item.mask);
    if (mask == nullptr || mask->has_vlan == 0)
        return;
    if (static_cast<const rte_flow_item_eth*>(item.spec)->has_vlan != 0)
        least_tags_ = 1;
    else
        most_tags_ = 0;
}

void flow_pattern::read_tag_flags(const rte_flow_item& item) {
    const auto* const mask = static_cast<const rte_flow_item_vlan*>(item.mask);
    if (mask == nullptr || mask->has_more_vlan == 0)
        return;
    if (static_cast<const rte_flow_item_vlan*>(item.spec)->has_more_vlan != 0)
        least_tags_ = static_cast<std::uint8_t>(tags_ + 1);
    else
        most_tags_ = tags_;
}

bool flow_pattern::matches(std::span<const std::byte> head, const parsed_packet& at) const noexcept {
    if (at.type.vlan_tags < least_tags_ || at.type.vlan_tags > most_tags_)
        return false;
    if (network_ && (at.l3_offset == 0 || at.type.l3 != *network_))
        return false;
    if (transport_ && (at.l4_offset == 0 || at.type.protocol != *transport_))
        return false;
    return std::ranges::all_of(fields_, [&](const flow_field& field) {
        const std::size_t offset = offset_of(field.header, at) + field.offset;
        return offset + field.size <= head.size() && holds(field, head.data() + offset);
    });
}

} // namespace xdpk::dpdk
