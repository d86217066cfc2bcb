// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/flow_variation.hpp>
#include <xdpk/net/rss.hpp>

#include <xdpk/base/error.hpp>

#include "require.hpp"

#include <vector>

namespace {

using namespace xdpk;

void check_key(const flow_key& key, const parsed_packet& at) {
    require(key.protocol == at.type.protocol);
    require(key.ip_version == (at.type.l3 == l3_type::ipv4 ? 4 : 6));
    require(at.l4_offset != 0 || (key.source_port == be16{} && key.destination_port == be16{}));
    require(reversed(reversed(key)) == key);
    require(symmetric_flow_hash(reversed(key)) == symmetric_flow_hash(key));
    (void)rss_hash(key, rss_fields::addresses_and_ports, microsoft_rss_key);
}

/// A packet that can be varied is of flow n afterwards, and everything else about it stays.
void check_variation(std::span<const std::byte> frame, const parsed_packet& at, const flow_key& key) {
    std::vector<std::byte> copy(frame.begin(), frame.end());
    constexpr std::uint32_t n = 5;
    flow_variation(frame).apply(copy, n);
    require(parse(copy) == at);
    const flow_key varied = extract_flow_key(copy, parse(copy)).value();
    require(varied.source_port == be16{static_cast<std::uint16_t>(key.source_port.host() + n)});
    require(varied.source == key.source && varied.destination == key.destination);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto frame = std::as_bytes(std::span(data, size));
    const parsed_packet at = parse(frame);
    (void)vlan_id(frame, at.type);
    const auto key = extract_flow_key(frame, at, 1);
    require(key.has_value() == (at.type.is_ip() && at.error == parse_error::none));
    if (!key)
        return 0;
    check_key(*key, at);
    try {
        check_variation(frame, at, *key);
    } catch (const error&) {
        require(at.l4_offset == 0 || (at.type.protocol != ip_proto::udp && at.type.protocol != ip_proto::tcp));
    }
    return 0;
}
