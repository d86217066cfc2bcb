// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/mac_address.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk {

/// Where stations are: (VLAN, MAC address) to port, as a learning bridge keeps it (IEEE 802.1D, filtering database).
///
/// A hash table of buckets of four entries of 16 bytes: learning and finding look at one cache line. When a bucket is
/// full, an entry that has aged out makes room, else the one not heard of for the longest time. Nothing is allocated
/// after construction.
///
/// Any number of threads learn and find at once, without locks. Two that learn different stations into the same entry
/// in the same instant may leave one of them with the other's port, until that station is heard again.
class mac_table {
public:
    static constexpr std::uint16_t nowhere = 0xFFFF;

    /// What learning an address did.
    enum class result : std::uint8_t { refreshed, added, moved, replaced };

    /// Room for at least `entries`; an entry is believed for `aging` seconds.
    mac_table(std::size_t entries, std::uint32_t aging);

    /// Notes that a station was heard at a port. `now`: seconds of any clock that does not go back.
    result learn(const mac_address& station, std::uint16_t vlan, std::uint16_t port, std::uint32_t now) noexcept;

    /// The port of a station, or `nowhere`.
    [[nodiscard]] std::uint16_t find(const mac_address& station, std::uint16_t vlan, std::uint32_t now) const noexcept;

    [[nodiscard]] std::size_t capacity() const noexcept { return buckets_.size() * ways; }

private:
    static constexpr std::size_t ways = 4;

    struct entry {
        std::atomic<std::uint64_t> key{0};   ///< 0: free
        std::atomic<std::uint64_t> place{0}; ///< port and the second it was heard last
    };
    struct alignas(64) bucket {
        std::array<entry, ways> entries{};
    };
    static_assert(sizeof(bucket) == 64);

    [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const noexcept;
    /// Seconds since an entry was heard; free and aged-out ones count as silent for ever.
    [[nodiscard]] std::uint32_t silence(const entry& e, std::uint32_t now) const noexcept;

    std::uint32_t aging_;
    unsigned shift_ = 0;
    std::vector<bucket> buckets_;
};

} // namespace xdpk
