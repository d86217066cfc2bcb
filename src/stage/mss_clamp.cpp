// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mss_clamp.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/packet_type.hpp>
#include <xdpk/net/transport.hpp>

#include <algorithm>
#include <span>
#include <string>

namespace xdpk {

namespace {

constexpr std::uint16_t least_mtu = 576;

bool is_syn(const packet& p) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    return p.out_port != to_drop && type.is_ip() && type.protocol == ip_proto::tcp && p.l4 != 0 &&
           (reinterpret_cast<const tcp_header*>(p.data + p.l4)->flags & tcp_header::syn) != 0;
}

/// Where in a TCP header the value of its maximum segment size stands; 0 if there is none (RFC 9293, section 3.2).
std::size_t find_mss(std::span<const std::byte> header) noexcept {
    constexpr std::byte end{0};
    constexpr std::byte no_operation{1};
    constexpr std::byte mss{2};
    constexpr std::size_t mss_length = 4;
    std::size_t at = sizeof(tcp_header);
    while (at < header.size() && header[at] != end) {
        if (header[at] == no_operation) {
            ++at;
            continue;
        }
        if (at + 1 == header.size())
            return 0;
        const auto length = std::to_integer<std::size_t>(header[at + 1]);
        if (length < 2 || at + length > header.size())
            return 0;
        if (header[at] == mss)
            return length == mss_length ? at + 2 : 0;
        at += length;
    }
    return 0;
}

/// The words of the checksum that hold the value: it may stand across two.
std::span<const std::byte> words_around(std::span<const std::byte> header, std::size_t at) noexcept {
    return header.subspan(at & ~std::size_t{1}, at % 2 == 0 ? 2 : 4);
}

bool clamp(const packet& p, std::uint16_t mtu) noexcept {
    const bool v4 = packet_type::from_bits(p.type).l3 == l3_type::ipv4;
    const auto most = static_cast<std::uint16_t>(mtu - (v4 ? 40 : 60));
    auto& tcp = *reinterpret_cast<tcp_header*>(p.data + p.l4);
    const std::span<std::byte> header(p.data + p.l4, tcp.header_length());
    const std::size_t at = find_mss(header);
    if (at == 0)
        return false;
    auto& mss = *reinterpret_cast<be16*>(header.data() + at);
    if (mss.host() <= most)
        return false;
    ones_complement_sum difference;
    difference.add(internet_checksum(words_around(header, at)));
    mss = be16{most};
    difference.add(words_around(header, at));
    tcp.checksum = updated_checksum(tcp.checksum, difference);
    return true;
}

} // namespace

mss_clamp::mss_clamp(const mss_clamp_config& config) : mtu_(config.mtu) {
    for (std::uint16_t& mtu : mtu_) {
        if (mtu != 0 && mtu < least_mtu)
            throw error({.where = name,
                         .what = "an MTU of " + std::to_string(mtu),
                         .hint = "choose one from " + std::to_string(least_mtu) + ", or 0 for any"});
        mtu = mtu == 0 ? any_ : mtu;
    }
}

void mss_clamp::operator()(burst& b) noexcept {
    for (const packet& p : b) {
        if (!is_syn(p))
            continue;
        const std::uint16_t mtu = std::min(limit(p.in_port), limit(p.out_port));
        if (mtu != any_ && clamp(p, mtu))
            clamped_.add(1);
    }
}

} // namespace xdpk
