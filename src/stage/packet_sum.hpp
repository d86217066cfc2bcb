// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/net/transport_checksum.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace xdpk::detail {

/// Adds pieces of any length one after the other.
class piecewise_sum {
public:
    explicit piecewise_sum(const ones_complement_sum& start, std::size_t length) noexcept
        : sum_(start), left_(length) {}

    void add(std::span<const std::byte> piece) noexcept {
        piece = piece.first(std::min(piece.size(), left_));
        left_ -= piece.size();
        ones_complement_sum part;
        part.add(piece);
        const std::uint16_t folded = part.folded();
        // RFC 1071, section 2(B): bytes that change places change their sum's bytes.
        sum_.add(be16::from_raw(odd_ ? __builtin_bswap16(folded) : folded));
        odd_ ^= piece.size() % 2 != 0;
    }

    [[nodiscard]] const ones_complement_sum& value() const noexcept { return sum_; }

private:
    ones_complement_sum sum_;
    std::size_t left_;
    bool odd_ = false;
};

/// What the transport checksum of a packet covers, over all its segments.
inline ones_complement_sum sum_of(const burst& b, const packet& p, const checksum_cover& cover) noexcept {
    piecewise_sum sum(cover.pseudo, cover.length);
    sum.add(std::span<const std::byte>(p.data, p.length).subspan(cover.offset));
    for (const segment& s : b.rest(p))
        sum.add({s.data, s.length});
    return sum.value();
}

} // namespace xdpk::detail
