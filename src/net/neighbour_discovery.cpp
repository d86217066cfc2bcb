// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/neighbour_discovery.hpp>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

namespace xdpk {

nd_packet make_nd_packet(const nd_statement& statement) noexcept {
    constexpr std::uint16_t length = sizeof(nd_message) + sizeof(nd_link_layer_option);
    constexpr std::uint32_t version = 6U << 28U;
    nd_packet p{.ip = {.version_class_flow = be32{version},
                       .payload_length = be16{length},
                       .next_header = ip_proto::icmpv6,
                       .hop_limit = nd_message::hop_limit,
                       .source = statement.source,
                       .destination = statement.destination},
                .message = {.type = statement.type,
                            .code = 0,
                            .checksum = {},
                            .flags = be32{statement.flags},
                            .target = statement.target},
                .option = {.type = statement.type == nd_message::solicitation ? nd_link_layer_option::source
                                                                              : nd_link_layer_option::target,
                           .length = 1,
                           .mac = statement.mac}};
    ones_complement_sum sum = pseudo_header_sum(p.ip, ip_proto::icmpv6, length);
    sum.add(std::as_bytes(std::span(&p, 1)).subspan(sizeof(p.ip)));
    p.message.checksum = sum.checksum();
    return p;
}

std::optional<nd_options> read_nd_options(std::span<const std::byte> options) noexcept {
    constexpr std::size_t unit = 8;
    nd_options found;
    while (!options.empty()) {
        const auto* const option = header_at<nd_link_layer_option>(options, 0);
        if (option == nullptr || option->length == 0 || option->length * unit > options.size())
            return std::nullopt;
        if (option->length == 1 && option->type == nd_link_layer_option::source)
            found.source = option->mac;
        if (option->length == 1 && option->type == nd_link_layer_option::target)
            found.target = option->mac;
        options = options.subspan(option->length * unit);
    }
    return found;
}

} // namespace xdpk
