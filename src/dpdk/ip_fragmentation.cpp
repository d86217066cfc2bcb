// SPDX-License-Identifier: BSD-3-Clause
#include <rte_ip_frag.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t unit = RTE_IPV4_HDR_OFFSET_UNITS;
constexpr std::size_t longest_ipv4_header = 60;

/// Where in a packet the next fragment begins.
struct reader {
    rte_mbuf* segment;
    std::uint32_t offset;

    void skip(std::uint32_t bytes) noexcept {
        for (offset += bytes; segment != nullptr && offset >= segment->data_len; segment = segment->next)
            offset -= segment->data_len;
    }
};

/// Appends `length` bytes of the packet: indirect mbufs that share its data. False if the pool has none.
bool share(rte_mbuf* head, reader& from, std::uint32_t length, rte_mempool* indirect) noexcept {
    for (rte_mbuf* last = head; length > 0; last = last->next) {
        rte_mbuf* const part = rte_pktmbuf_alloc(indirect);
        if (part == nullptr)
            return false;
        const std::uint32_t taken = std::min(length, from.segment->data_len - from.offset);
        rte_pktmbuf_attach(part, from.segment);
        part->data_off = static_cast<std::uint16_t>(from.segment->data_off + from.offset);
        part->data_len = static_cast<std::uint16_t>(taken);
        last->next = part;
        ++head->nb_segs;
        head->pkt_len += taken;
        from.skip(taken);
        length -= taken;
    }
    return true;
}

/// The same with a copy behind the header.
bool copy(rte_mbuf* head, reader& from, std::uint32_t length) noexcept {
    char* const room = rte_pktmbuf_append(head, static_cast<std::uint16_t>(length));
    if (room == nullptr)
        return false;
    std::memcpy(room, rte_pktmbuf_mtod_offset(from.segment, const char*, from.offset), length);
    from.offset += length;
    return true;
}

/// What fragments are made of, and where they go.
struct job {
    rte_mbuf* packet;
    std::uint32_t header; ///< bytes, of the packet
    std::uint32_t piece;  ///< payload of each fragment but the last
    std::span<rte_mbuf*> out;
    rte_mempool* direct;
    rte_mempool* indirect; ///< null: data is copied

    [[nodiscard]] std::uint32_t payload() const noexcept { return packet->pkt_len - header; }
    [[nodiscard]] bool fits() const noexcept { return piece != 0 && std::uint64_t{piece} * out.size() >= payload(); }
};

/// One fragment, or null. `headers(fragment, offset, more)` makes room for the headers and writes them.
template <class Headers>
rte_mbuf* make_one(const job& work, reader& from, std::uint32_t offset, Headers headers) noexcept {
    rte_mbuf* const made = rte_pktmbuf_alloc(work.direct);
    if (made == nullptr)
        return nullptr;
    const std::uint32_t length = std::min(work.piece, work.payload() - offset);
    const auto finish = headers(made, offset, offset + length < work.payload());
    if (!(work.indirect != nullptr ? share(made, from, length, work.indirect) : copy(made, from, length))) {
        rte_pktmbuf_free(made);
        return nullptr;
    }
    made->ol_flags |= work.packet->ol_flags;
    finish();
    return made;
}

template <class Headers>
std::int32_t split(const job& work, Headers headers) noexcept {
    if (!work.fits())
        return -EINVAL;
    reader from{work.packet, 0};
    from.skip(work.header);
    std::size_t count = 0;
    for (std::uint32_t offset = 0; offset < work.payload(); offset += work.piece) {
        work.out[count] = make_one(work, from, offset, headers);
        if (work.out[count] == nullptr) {
            rte_pktmbuf_free_bulk(work.out.data(), static_cast<unsigned>(count));
            return -ENOMEM;
        }
        ++count;
    }
    return static_cast<std::int32_t>(count);
}

/// An IPv4 header with its options.
struct ipv4_front {
    alignas(rte_ipv4_hdr) std::array<std::uint8_t, longest_ipv4_header> bytes{};
    std::uint32_t length = 0;
};

/// Of the options, those that all fragments have (RFC 791); the end is padded.
ipv4_front repeated(const ipv4_front& first) noexcept {
    ipv4_front rest = first;
    rest.length = sizeof(rte_ipv4_hdr);
    for (std::uint32_t at = sizeof(rte_ipv4_hdr); at < first.length && first.bytes[at] != RTE_IPV4_HDR_OPT_EOL;) {
        if (first.bytes[at] == RTE_IPV4_HDR_OPT_NOP) {
            ++at;
            continue;
        }
        const std::uint32_t length = at + 1 < first.length ? first.bytes[at + 1] : 0;
        if (length < 2 || at + length > first.length)
            break;
        if (RTE_IPV4_HDR_OPT_COPIED(first.bytes[at]) != 0) {
            std::copy_n(&first.bytes[at], length, &rest.bytes[rest.length]);
            rest.length += length;
        }
        at += length;
    }
    while (rest.length % RTE_IPV4_IHL_MULTIPLIER != 0)
        rest.bytes[rest.length++] = RTE_IPV4_HDR_OPT_EOL;
    rest.bytes[0] = static_cast<std::uint8_t>(4U << 4U | rest.length / RTE_IPV4_IHL_MULTIPLIER);
    return rest;
}

std::int32_t split_ipv4(job work, std::uint16_t mtu) noexcept {
    const auto* const ip = rte_pktmbuf_mtod(work.packet, const rte_ipv4_hdr*);
    const std::uint16_t place = rte_be_to_cpu_16(ip->fragment_offset);
    ipv4_front first;
    first.length = work.header = rte_ipv4_hdr_len(ip);
    if (work.header < sizeof(*ip) || mtu < work.header || work.packet->pkt_len < work.header)
        return -EINVAL;
    if ((place & RTE_IPV4_HDR_DF_FLAG) != 0)
        return -ENOTSUP;
    std::memcpy(first.bytes.data(), ip, first.length);
    const ipv4_front rest = repeated(first);
    work.piece = (mtu - work.header) / unit * unit;
    return split(work, [&](rte_mbuf* made, std::uint32_t offset, bool more) {
        const ipv4_front& front = offset == 0 ? first : rest;
        auto* const its =
            reinterpret_cast<rte_ipv4_hdr*>(rte_pktmbuf_append(made, static_cast<std::uint16_t>(front.length)));
        std::memcpy(static_cast<void*>(its), front.bytes.data(), front.length);
        const std::uint32_t flags = (place & RTE_IPV4_HDR_MF_FLAG) | (more ? RTE_IPV4_HDR_MF_FLAG : 0);
        const std::uint32_t units = (place & RTE_IPV4_HDR_OFFSET_MASK) + offset / unit;
        its->fragment_offset = rte_cpu_to_be_16(static_cast<std::uint16_t>(units | flags));
        its->hdr_checksum = 0;
        made->l3_len = front.length & 0x1FFU;
        return [its, made] { its->total_length = rte_cpu_to_be_16(static_cast<std::uint16_t>(made->pkt_len)); };
    });
}

/// Fragments of different packets need different numbers, of each thread too.
std::uint32_t next_id() noexcept {
    thread_local std::uint32_t id = std::random_device{}();
    return ++id;
}

} // namespace

extern "C" {

std::int32_t rte_ipv4_fragment_packet(rte_mbuf* pkt_in, rte_mbuf** pkts_out, std::uint16_t nb_pkts_out,
                                      std::uint16_t mtu_size, rte_mempool* pool_direct, rte_mempool* pool_indirect) {
    if (pkt_in == nullptr || pkts_out == nullptr || pool_direct == nullptr || pool_indirect == nullptr)
        return -EINVAL;
    return split_ipv4({.packet = pkt_in,
                       .header = 0,
                       .piece = 0,
                       .out = {pkts_out, nb_pkts_out},
                       .direct = pool_direct,
                       .indirect = pool_indirect},
                      mtu_size);
}

std::int32_t rte_ipv4_fragment_copy_nonseg_packet(rte_mbuf* pkt_in, rte_mbuf** pkts_out, std::uint16_t nb_pkts_out,
                                                  std::uint16_t mtu_size, rte_mempool* pool_direct) {
    if (pkt_in == nullptr || pkts_out == nullptr || pool_direct == nullptr || pkt_in->nb_segs != 1)
        return -EINVAL;
    return split_ipv4({.packet = pkt_in,
                       .header = 0,
                       .piece = 0,
                       .out = {pkts_out, nb_pkts_out},
                       .direct = pool_direct,
                       .indirect = nullptr},
                      mtu_size);
}

std::int32_t rte_ipv6_fragment_packet(rte_mbuf* pkt_in, rte_mbuf** pkts_out, std::uint16_t nb_pkts_out,
                                      std::uint16_t mtu_size, rte_mempool* pool_direct, rte_mempool* pool_indirect) {
    constexpr std::uint32_t header = sizeof(rte_ipv6_hdr);
    constexpr std::uint32_t extension = sizeof(rte_ipv6_fragment_ext);
    if (pkt_in == nullptr || pkts_out == nullptr || pool_direct == nullptr || pool_indirect == nullptr ||
        mtu_size < RTE_IPV6_MIN_MTU || pkt_in->pkt_len < header)
        return -EINVAL;
    const auto* const ip = rte_pktmbuf_mtod(pkt_in, const rte_ipv6_hdr*);
    const job work{.packet = pkt_in,
                   .header = header,
                   .piece = (mtu_size - header - extension) / unit * unit,
                   .out = {pkts_out, nb_pkts_out},
                   .direct = pool_direct,
                   .indirect = pool_indirect};
    return split(work, [&, id = next_id()](rte_mbuf* made, std::uint32_t offset, bool more) {
        auto* const its = reinterpret_cast<rte_ipv6_hdr*>(rte_pktmbuf_append(made, header + extension));
        auto* const place = reinterpret_cast<rte_ipv6_fragment_ext*>(its + 1);
        std::memcpy(static_cast<void*>(its), ip, header);
        its->proto = IPPROTO_FRAGMENT;
        *place = {.next_header = ip->proto,
                  .reserved = 0,
                  .frag_data = rte_cpu_to_be_16(static_cast<std::uint16_t>(offset | (more ? 1U : 0U))),
                  .id = id};
        return [its, made] {
            its->payload_len = rte_cpu_to_be_16(static_cast<std::uint16_t>(made->pkt_len - sizeof(*its)));
        };
    });
}

} // extern "C"

} // namespace xdpk::dpdk
