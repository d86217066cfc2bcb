// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include "packets.hpp"
#include "row.hpp"

#include <string>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

const bool registered = [] {
    for (const std::size_t size : checksum_sizes)
        add_call("checksum of " + std::to_string(size) + " B", "xdpk",
                 [data = std::vector(size, std::byte{0x5a})] { return internet_checksum(data); });
    add_call("checksum of an IPv4 header", "xdpk", [frame = build_packet({})] {
        return header_checksum(*reinterpret_cast<const ipv4_header*>(frame.data() + sizeof(ethernet_header)));
    });
    add_call("checksum update (RFC 1624)", "xdpk", [n = std::uint32_t{0}]() mutable {
        ones_complement_sum change;
        change.replace(be32{n}, be32{n + 1});
        change.replace(be16{1024}, be16{static_cast<std::uint16_t>(n)});
        ++n;
        return updated_udp_checksum(be16{0x1234}, change);
    });
    return true;
}();

} // namespace
