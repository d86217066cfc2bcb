// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/key_table.hpp"

#include <rte_ip_frag.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace xdpk::dpdk {

/// What the fragments of a packet have in common (RFC 791, RFC 8200): plain data without padding.
struct fragment_key {
    std::array<std::uint8_t, 16> source{};
    std::array<std::uint8_t, 16> destination{};
    std::uint32_t id = 0;
    std::uint16_t protocol = 0;
    std::uint16_t ip_version = 0;
};
static_assert(std::has_unique_object_representations_v<fragment_key>);

/// A fragment's part of the payload.
struct fragment {
    rte_mbuf* mbuf;
    std::uint32_t offset;
    std::uint32_t length;

    [[nodiscard]] std::uint32_t end() const noexcept { return offset + length; }
};

/// Puts an mbuf where the caller will free it.
void bury(rte_ip_frag_death_row& row, rte_mbuf* mbuf) noexcept;

/// Packets of which some fragments have come. Their number, their age and their fragments' number are limited.
class partial_packets {
public:
    struct counters {
        std::uint64_t finds = 0;
        std::uint64_t added = 0;
        std::uint64_t timed_out = 0;
        std::uint64_t refused = 0;  ///< for want of room
        std::uint64_t given_up = 0; ///< overlaps, or too many fragments
    };

    /// Throws xdpk::error if there is not enough memory.
    partial_packets(std::uint32_t most, std::uint64_t most_cycles);
    ~partial_packets();
    partial_packets(const partial_packets&) = delete;
    partial_packets& operator=(const partial_packets&) = delete;

    /// The first fragment, if all are there: the others are chained to it, without their headers. Else null. `more`:
    /// it is not the packet's last.
    rte_mbuf* add(const fragment_key& key, const fragment& piece, bool more, std::uint64_t now,
                  rte_ip_frag_death_row& row) noexcept;
    void expire(std::uint64_t now, rte_ip_frag_death_row& row) noexcept;

    [[nodiscard]] const counters& counts() const noexcept { return counts_; }
    [[nodiscard]] std::uint32_t used() const noexcept { return table_.used(); }
    [[nodiscard]] std::uint32_t capacity() const noexcept { return table_.capacity(); }

private:
    static constexpr std::uint32_t none = key_table::none;

    /// Those with an end unknown have `total` of 0.
    struct packet {
        std::array<fragment, RTE_LIBRTE_IP_FRAG_MAX_FRAG> pieces; ///< in the order of their offsets
        std::uint32_t count;
        std::uint32_t total;
        std::uint32_t held;
        std::uint32_t hash;
        std::uint64_t start;
        std::uint32_t older; ///< neighbours in the order of their starts
        std::uint32_t newer;
    };

    [[nodiscard]] bool is_old(const packet& p, std::uint64_t now) const noexcept { return p.start + cycles_ < now; }
    std::uint32_t entry_for(const fragment_key& key, std::uint64_t now, rte_ip_frag_death_row& row) noexcept;
    [[nodiscard]] static bool take(packet& p, const fragment& piece, bool more) noexcept;
    void remove(std::uint32_t position) noexcept;
    void give_up(std::uint32_t position, rte_ip_frag_death_row& row) noexcept;

    key_table table_;
    std::vector<packet> packets_;
    std::uint64_t cycles_;
    std::uint64_t seed_;
    std::uint32_t oldest_ = none;
    std::uint32_t newest_ = none;
    counters counts_;
};

} // namespace xdpk::dpdk
