// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::test {

/// Addresses that packets have in common: destination, then source MAC; source, then destination host.
inline const std::string macs = "020000000002020000000001";
inline const std::string hosts4 = "c6120001c6130001";
inline const std::string hosts6 = "20010db800000000000000000000000120010db8000000000000000000000002";

/// A packet, and what parse() is to say about it.
struct packet_row {
    std::string name;
    std::string hex;
    parsed_packet expected;
};

inline std::ostream& operator<<(std::ostream& out, const packet_row& row) { return out << row.name; }

/// The bytes in memory of exactly their size, so that a sanitizer sees every read behind them.
inline std::vector<std::byte> from_hex(std::string_view text) {
    std::vector<std::byte> bytes(text.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(std::stoi(std::string(text.substr(2 * i, 2)), nullptr, 16));
    return bytes;
}

} // namespace xdpk::test

namespace xdpk {

inline std::ostream& operator<<(std::ostream& out, const parsed_packet& found) {
    const packet_type type = found.type;
    return out << name(found.error) << " vlans=" << int{type.vlan_tags} << " l3=" << static_cast<int>(type.l3)
               << " fragment=" << static_cast<int>(type.fragment) << " options=" << type.has_options
               << " protocol=" << static_cast<int>(type.protocol) << " l3_offset=" << int{found.l3_offset}
               << " l4_offset=" << int{found.l4_offset} << " l4_length=" << found.l4_length;
}

} // namespace xdpk
