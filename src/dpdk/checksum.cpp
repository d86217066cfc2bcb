// SPDX-License-Identifier: BSD-3-Clause
#include <rte_ip.h>

#include <xdpk/net/checksum.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk::dpdk {

namespace {

ones_complement_sum sum_of(const void* bytes, std::size_t length) noexcept {
    ones_complement_sum sum;
    sum.add(std::span(static_cast<const std::byte*>(bytes), length));
    return sum;
}

/// The pieces of a packet, each of which may begin at an odd offset of the whole: then its bytes are swapped.
std::optional<std::uint16_t> sum_of(const rte_mbuf* segment, std::uint32_t skip, std::uint32_t length) noexcept {
    if (std::uint64_t{skip} + length > rte_pktmbuf_pkt_len(segment))
        return std::nullopt;
    std::uint32_t sum = 0;
    std::uint32_t done = 0;
    for (; segment != nullptr && done < length; segment = segment->next) {
        const std::uint32_t held = rte_pktmbuf_data_len(segment);
        if (skip >= held) {
            skip -= held;
            continue;
        }
        const std::uint32_t taken = std::min(held - skip, length - done);
        const std::uint16_t part = sum_of(rte_pktmbuf_mtod(segment, const char*) + skip, taken).folded();
        sum += done % 2 == 0 ? part : __builtin_bswap16(part);
        done += taken;
        skip = 0;
    }
    return done == length ? std::optional(__rte_raw_cksum_reduce(sum)) : std::nullopt;
}

bool is_segmented(std::uint64_t flags) noexcept {
    return (flags & (RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG)) != 0;
}

std::uint16_t payload_of(const rte_ipv4_hdr& ip) noexcept {
    const std::uint16_t total = __builtin_bswap16(ip.total_length);
    const std::uint16_t header = rte_ipv4_hdr_len(&ip);
    return static_cast<std::uint16_t>(total > header ? total - header : 0);
}

std::uint16_t payload_of(const rte_ipv6_hdr& ip) noexcept { return __builtin_bswap16(ip.payload_len); }

std::uint8_t protocol_of(const rte_ipv4_hdr& ip) noexcept { return ip.next_proto_id; }
std::uint8_t protocol_of(const rte_ipv6_hdr& ip) noexcept { return ip.proto; }

ones_complement_sum pseudo_header(const rte_ipv4_hdr& ip, std::uint32_t length) noexcept {
    ones_complement_sum sum = sum_of(reinterpret_cast<const std::byte*>(&ip) + offsetof(rte_ipv4_hdr, src_addr), 8);
    sum.add(be32{length});
    sum.add(be32{std::uint32_t{ip.next_proto_id}});
    return sum;
}

ones_complement_sum pseudo_header(const rte_ipv6_hdr& ip, std::uint32_t length) noexcept {
    ones_complement_sum sum = sum_of(reinterpret_cast<const std::byte*>(&ip) + offsetof(rte_ipv6_hdr, src_addr), 32);
    sum.add(be32{length});
    sum.add(be32{std::uint32_t{ip.proto}});
    return sum;
}

/// Of pseudo-header and datagram; 0xffff if the checksum is right.
template <class Header>
std::uint16_t datagram_sum(const Header& ip, std::uint16_t payload) noexcept {
    ones_complement_sum sum = pseudo_header(ip, payload_of(ip));
    sum.add(be16::from_raw(payload));
    return sum.folded();
}

template <class Header>
std::uint16_t datagram_sum(const Header& ip, const void* datagram) noexcept {
    return datagram_sum(ip, sum_of(datagram, payload_of(ip)).folded());
}

template <class Header>
std::optional<std::uint16_t> datagram_sum(const Header& ip, const rte_mbuf* packet, std::uint16_t offset) noexcept {
    const auto payload = sum_of(packet, offset, payload_of(ip));
    return payload ? std::optional(datagram_sum(ip, *payload)) : std::nullopt;
}

/// UDP has a 0 that says that there is none.
template <class Header>
std::uint16_t checksum_for(const Header& ip, std::uint16_t sum) noexcept {
    const auto checksum = static_cast<std::uint16_t>(~sum);
    return checksum == 0 && protocol_of(ip) == IPPROTO_UDP ? std::uint16_t{0xffff} : checksum;
}

int verdict(bool right) noexcept { return right ? 0 : -1; }

} // namespace

extern "C" {

std::uint32_t __rte_raw_cksum(const void* buf, std::size_t len, std::uint32_t sum) {
    return sum + sum_of(buf, len).folded();
}

std::uint16_t rte_raw_cksum(const void* buf, std::size_t len) { return sum_of(buf, len).folded(); }

int rte_raw_cksum_mbuf(const rte_mbuf* m, std::uint32_t off, std::uint32_t len, std::uint16_t* cksum) {
    const auto sum = sum_of(m, off, len);
    if (!sum)
        return -1;
    *cksum = *sum;
    return 0;
}

std::uint16_t rte_ipv4_phdr_cksum(const rte_ipv4_hdr* ipv4_hdr, std::uint64_t ol_flags) {
    return pseudo_header(*ipv4_hdr, is_segmented(ol_flags) ? 0 : payload_of(*ipv4_hdr)).folded();
}

std::uint16_t rte_ipv6_phdr_cksum(const rte_ipv6_hdr* ipv6_hdr, std::uint64_t ol_flags) {
    return pseudo_header(*ipv6_hdr, is_segmented(ol_flags) ? 0 : payload_of(*ipv6_hdr)).folded();
}

std::uint16_t rte_ipv4_udptcp_cksum(const rte_ipv4_hdr* ipv4_hdr, const void* l4_hdr) {
    return checksum_for(*ipv4_hdr, datagram_sum(*ipv4_hdr, l4_hdr));
}

std::uint16_t rte_ipv6_udptcp_cksum(const rte_ipv6_hdr* ipv6_hdr, const void* l4_hdr) {
    return checksum_for(*ipv6_hdr, datagram_sum(*ipv6_hdr, l4_hdr));
}

std::uint16_t rte_ipv4_udptcp_cksum_mbuf(const rte_mbuf* m, const rte_ipv4_hdr* ipv4_hdr, std::uint16_t l4_off) {
    return checksum_for(*ipv4_hdr, datagram_sum(*ipv4_hdr, m, l4_off).value_or(0));
}

std::uint16_t rte_ipv6_udptcp_cksum_mbuf(const rte_mbuf* m, const rte_ipv6_hdr* ipv6_hdr, std::uint16_t l4_off) {
    return checksum_for(*ipv6_hdr, datagram_sum(*ipv6_hdr, m, l4_off).value_or(0));
}

int rte_ipv4_udptcp_cksum_verify(const rte_ipv4_hdr* ipv4_hdr, const void* l4_hdr) {
    return verdict(datagram_sum(*ipv4_hdr, l4_hdr) == 0xffff);
}

int rte_ipv6_udptcp_cksum_verify(const rte_ipv6_hdr* ipv6_hdr, const void* l4_hdr) {
    return verdict(datagram_sum(*ipv6_hdr, l4_hdr) == 0xffff);
}

int rte_ipv4_udptcp_cksum_mbuf_verify(const rte_mbuf* m, const rte_ipv4_hdr* ipv4_hdr, std::uint16_t l4_off) {
    return verdict(datagram_sum(*ipv4_hdr, m, l4_off) == 0xffff);
}

int rte_ipv6_udptcp_cksum_mbuf_verify(const rte_mbuf* m, const rte_ipv6_hdr* ipv6_hdr, std::uint16_t l4_off) {
    return verdict(datagram_sum(*ipv6_hdr, m, l4_off) == 0xffff);
}

} // extern "C"

} // namespace xdpk::dpdk
