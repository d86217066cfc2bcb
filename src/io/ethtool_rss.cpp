// SPDX-License-Identifier: BSD-3-Clause
#include "ethtool.hpp"

#include <cstddef>
#include <cstring>
#include <linux/ethtool.h>
#include <vector>

namespace xdpk {

namespace detail {

namespace {

// ethtool_rxfh::input_xfrm, a reserved byte in headers before Linux 6.8: RXH_XFRM_SYM_XOR and RXH_XFRM_SYM_OR_XOR.
constexpr std::uint8_t symmetric_transforms = 0x3;
constexpr std::uint32_t most_entries = 1U << 16;

rss_function function_of(std::uint8_t bits) {
    // Bits in the order of the kernel's string set ETH_SS_RSS_HASH_FUNCS.
    switch (bits) {
    case 0x1:
        return rss_function::toeplitz;
    case 0x2:
        return rss_function::xor_hash;
    case 0x4:
        return rss_function::crc32;
    default:
        return rss_function::other;
    }
}

rss decode(const ethtool_rxfh& header, const std::uint32_t* tail) {
    rss found{.function = function_of(header.hfunc),
              .symmetric_transform = (header.rsvd8[0] & symmetric_transforms) != 0,
              .key = std::vector<std::uint8_t>(header.key_size),
              .table = {tail, tail + header.indir_size}};
    if (header.key_size > 0)
        std::memcpy(found.key.data(), tail + header.indir_size, header.key_size);
    return found;
}

} // namespace

std::optional<rss> ethtool::spread() const {
    ethtool_rxfh sizes{};
    sizes.cmd = ETHTOOL_GRSSH;
    if (!query(&sizes) || sizes.indir_size > most_entries || sizes.key_size > most_entries)
        return std::nullopt;
    std::vector<std::uint32_t> words(sizeof sizes / 4 + sizes.indir_size + (sizes.key_size + 3) / 4);
    std::memcpy(words.data(), &sizes, sizeof sizes);
    if (!query(words.data()))
        return std::nullopt;
    std::memcpy(&sizes, words.data(), sizeof sizes);
    rss found = decode(sizes, words.data() + sizeof sizes / 4);
    ethtool_rxnfc fields{};
    fields.cmd = ETHTOOL_GRXFH;
    fields.flow_type = UDP_V4_FLOW;
    constexpr std::uint64_t ports = RXH_L4_B_0_1 | RXH_L4_B_2_3;
    if (query(&fields))
        found.udp_ports = (fields.data & ports) == ports;
    return found;
}

} // namespace detail

bool is_symmetric(const rss& spread) noexcept {
    if (spread.symmetric_transform)
        return true;
    if (spread.function != rss_function::toeplitz || spread.key.size() < 4)
        return false;
    for (std::size_t i = 2; i < spread.key.size(); ++i)
        if (spread.key[i] != spread.key[i - 2])
            return false;
    return true;
}

} // namespace xdpk
