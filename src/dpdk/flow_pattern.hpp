// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/xdpk_flow_items.h>

#include <xdpk/net/parser.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xdpk::dpdk {

/// Which header a field is in.
enum class flow_header : std::uint8_t { ethernet, outer_tag, inner_tag, network, transport };

/// A field whose value, under a mask, must be in a range. Values are in network byte order: they compare as bytes.
struct flow_field {
    using value = std::array<std::byte, 16>;

    flow_header header;
    std::uint8_t offset; ///< in the header
    std::uint8_t size;
    value mask{};
    value low{};
    value high{};
};

/// A rule's items, read once.
class flow_pattern {
public:
    /// Throws flow_refusal for what is wrong or not there.
    explicit flow_pattern(const rte_flow_item* items);

    [[nodiscard]] bool matches(std::span<const std::byte> head, const parsed_packet& at) const noexcept;

private:
    void add(const rte_flow_item& item, std::span<const std::uint8_t> widths, const void* default_mask);
    flow_header enter(const rte_flow_item& item);
    void read_ethernet_flags(const rte_flow_item& item);
    void read_tag_flags(const rte_flow_item& item);

    std::uint8_t tags_ = 0; ///< items VLAN
    std::uint8_t least_tags_ = 0;
    std::uint8_t most_tags_ = 3;
    std::optional<l3_type> network_;
    std::optional<ip_proto> transport_;
    std::vector<flow_field> fields_;
};

} // namespace xdpk::dpdk
