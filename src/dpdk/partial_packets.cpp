// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/partial_packets.hpp"

#include <xdpk/net/flow_hash.hpp>

#include <rte_mbuf.h>

#include <algorithm>
#include <bit>
#include <random>
#include <span>

namespace xdpk::dpdk {

namespace {

/// DPDK keeps a place for the first fragment and one for the last.
constexpr std::uint32_t most_between = RTE_LIBRTE_IP_FRAG_MAX_FRAG - 2;

/// Strangers send the fragments, so who does not know the seed cannot make them meet.
std::uint32_t hash_of(const fragment_key& key, std::uint64_t seed) noexcept {
    std::uint64_t hash = seed;
    for (const std::uint64_t word : std::bit_cast<std::array<std::uint64_t, 5>>(key))
        hash = xdpk::detail::fold_multiply(hash ^ word, xdpk::detail::hash_constant[0]) + seed;
    return static_cast<std::uint32_t>(hash ^ hash >> 32U);
}

/// The first one, with the others behind it.
rte_mbuf* chained(std::span<const fragment> pieces) noexcept {
    rte_mbuf* const head = pieces.front().mbuf;
    for (const fragment& piece : pieces.subspan(1)) {
        rte_pktmbuf_adj(piece.mbuf, static_cast<std::uint16_t>(piece.mbuf->l2_len + piece.mbuf->l3_len));
        rte_pktmbuf_chain(head, piece.mbuf);
    }
    return head;
}

} // namespace

void bury(rte_ip_frag_death_row& row, rte_mbuf* mbuf) noexcept {
    if (row.cnt < RTE_IP_FRAG_DEATH_ROW_MBUF_LEN)
        row.row[row.cnt++] = mbuf;
    else
        rte_pktmbuf_free(mbuf);
}

partial_packets::partial_packets(std::uint32_t most, std::uint64_t most_cycles)
    : table_(most, sizeof(fragment_key)), packets_(most), cycles_(most_cycles),
      seed_(std::random_device{}() | std::uint64_t{std::random_device{}()} << 32U) {}

partial_packets::~partial_packets() {
    for (std::uint32_t at = oldest_; at != none; at = packets_[at].newer)
        for (std::uint32_t i = 0; i < packets_[at].count; ++i)
            rte_pktmbuf_free(packets_[at].pieces[i].mbuf);
}

/// Takes the packet out of the table and of the list.
void partial_packets::remove(std::uint32_t position) noexcept {
    const packet& p = packets_[position];
    (p.older == none ? oldest_ : packets_[p.older].newer) = p.newer;
    (p.newer == none ? newest_ : packets_[p.newer].older) = p.older;
    table_.release(table_.erase(table_.key_at(position), p.hash));
}

void partial_packets::give_up(std::uint32_t position, rte_ip_frag_death_row& row) noexcept {
    for (std::uint32_t i = 0; i < packets_[position].count; ++i)
        bury(row, packets_[position].pieces[i].mbuf);
    remove(position);
}

void partial_packets::expire(std::uint64_t now, rte_ip_frag_death_row& row) noexcept {
    for (; oldest_ != none && is_old(packets_[oldest_], now); ++counts_.timed_out)
        give_up(oldest_, row);
}

/// The packet that the key is of, new or not, or none if there is no room.
std::uint32_t partial_packets::entry_for(const fragment_key& key, std::uint64_t now,
                                         rte_ip_frag_death_row& row) noexcept {
    const std::uint32_t hash = hash_of(key, seed_);
    ++counts_.finds;
    std::uint32_t position = table_.find(&key, hash);
    if (position != none && !is_old(packets_[position], now))
        return position;
    // With each new packet at most one old one goes, so that no fragment takes long.
    const std::uint32_t gone = position != none ? position : oldest_;
    if (gone != none && is_old(packets_[gone], now)) {
        give_up(gone, row);
        ++counts_.timed_out;
    }
    position = table_.insert(&key, hash, nullptr);
    if (position == none) {
        ++counts_.refused;
        return none;
    }
    packets_[position] = {
        .pieces = {}, .count = 0, .total = 0, .held = 0, .hash = hash, .start = now, .older = newest_, .newer = none};
    (newest_ == none ? oldest_ : packets_[newest_].newer) = position;
    newest_ = position;
    ++counts_.added;
    return position;
}

/// False if the packet cannot become whole: the fragment overlaps others, says something else about the packet's
/// length, or is one too many.
bool partial_packets::take(packet& p, const fragment& piece, bool more) noexcept {
    const auto begin = p.pieces.begin();
    const auto end = begin + p.count;
    const auto next = std::find_if(begin, end, [&](const fragment& f) { return f.offset >= piece.offset; });
    const bool overlaps =
        (next != end && next->offset < piece.end()) || (next != begin && std::prev(next)->end() > piece.offset);
    const bool ends_twice = !more && p.total != 0;
    const bool is_behind_end = p.total != 0 && piece.end() > p.total;
    const bool has_more_behind = !more && p.count != 0 && std::prev(end)->end() > piece.end();
    const auto between = static_cast<std::uint32_t>(
        std::count_if(begin, end, [&](const fragment& f) { return f.offset != 0 && f.end() != p.total; }));
    const bool is_too_many = piece.offset != 0 && more && between >= most_between;
    if (overlaps || ends_twice || is_behind_end || has_more_behind || is_too_many || p.count == p.pieces.size())
        return false;
    std::move_backward(next, end, end + 1);
    *next = piece;
    ++p.count;
    p.held += piece.length;
    if (!more)
        p.total = piece.end();
    return true;
}

rte_mbuf* partial_packets::add(const fragment_key& key, const fragment& piece, bool more, std::uint64_t now,
                               rte_ip_frag_death_row& row) noexcept {
    const std::uint32_t position = entry_for(key, now, row);
    if (position == none) {
        bury(row, piece.mbuf);
        return nullptr;
    }
    packet& p = packets_[position];
    if (!take(p, piece, more)) {
        give_up(position, row);
        bury(row, piece.mbuf);
        ++counts_.given_up;
        return nullptr;
    }
    if (p.held != p.total)
        return nullptr;
    remove(position);
    return chained(std::span(p.pieces).first(p.count));
}

} // namespace xdpk::dpdk
