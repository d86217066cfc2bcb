// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace xdpk {

/// Longest-prefix match of addresses of one family.
///
/// A multibit trie (Srinivasan and Varghese, 1999): an array for the first 16 bits, and nodes below. A node of IPv4
/// decides on 8 bits: a bitmap of where the next hop changes and the next hops in a row, found by counting bits
/// (Degermark, Brodnik, Carlsson and Pink, SIGCOMM 1997). A node of IPv6 decides on 16 bits, and from the 28th to the
/// 48th on 20: ranges and their next hops, found by one vector comparison (the idea of DXR, Zec, Rizzo and Mikuc, CCR
/// 2012). Where there are too many, more than 32 or 255, it is an array of 4 to 12 bits.
///
/// A lookup takes 1 load and then, as long as there are longer prefixes around the address, IPv4 2 cache lines per 8
/// bits; IPv6 1 line up to the 28th bit and 1 to 3 up to the 48th. A burst is looked up level by level, so that its
/// cache misses overlap. Memory of the lookup structure: 256 KiB, and about 4 bytes per IPv4 and 16 per IPv6 prefix of
/// an Internet routing table. The routes themselves are kept beside, 64 to 80 bytes each, and not touched by lookups.
///
/// An update costs O(log routes) and rewrites the nodes it changes, usually one, or entries of an array; a prefix
/// shorter than the bits that a node decides on those below it that show it. The default route may rewrite all.
///
/// One writer; any number of readers at the same time, without locks, that see an address's old or new next hop. What
/// an update has replaced stays readable until reclaim(): call it when every reader has finished the bursts it was in,
/// for example once per batch of updates after all workers passed a burst boundary.
///
/// Full: insert() and erase() return `full` and change nothing; reclaim(), or a table with more memory, helps.
template <class Address>
class lpm_table {
public:
    using address = Address;
    using prefix = ip_prefix<Address>;

    static constexpr std::uint16_t no_route = 0x7FFF;
    static constexpr std::uint16_t largest_next_hop = 0x7FFE;

    enum class result : std::uint8_t { added, replaced, removed, absent, full };

    /// `node_memory`: bytes for nodes, of which at most 64 MiB (IPv4) or 256 MiB (IPv6) are used; on huge pages if
    /// there are any. Throws xdpk::error.
    explicit lpm_table(std::size_t node_memory = std::size_t{16} << 20U);
    ~lpm_table();
    lpm_table(lpm_table&&) noexcept;
    lpm_table& operator=(lpm_table&&) noexcept;

    /// Bits behind the prefix's length do not matter. Throws xdpk::error if prefix or next hop cannot be.
    result insert(const prefix& route, std::uint16_t next_hop);
    result erase(const prefix& route);

    /// All of them at once, or, if it returns false for lack of memory, none: the quick way to load a table. Builds
    /// anew what is below the first 16 bits of each; of the same prefix the last counts. Throws as insert() does.
    [[nodiscard]] bool insert_all(std::span<const ip_route<Address>> routes);

    /// The next hop of exactly this route.
    [[nodiscard]] std::optional<std::uint16_t> find(const prefix& route) const;

    /// All routes, in the order of their addresses. For the writer.
    [[nodiscard]] std::vector<ip_route<Address>> routes() const;

    /// Next hops of addresses, `no_route` where nothing matches. The spans are of equal length.
    void lookup(std::span<const Address> addresses, std::span<std::uint16_t> next_hops) const noexcept;

    [[nodiscard]] std::uint16_t lookup(const Address& wanted) const noexcept {
        std::uint16_t next_hop = no_route;
        lookup({&wanted, 1}, {&next_hop, 1});
        return next_hop;
    }

    /// No reader is in a burst that it began before the last update.
    void reclaim();

    [[nodiscard]] std::size_t size() const noexcept; ///< routes
    /// Bytes that lookups may touch.
    [[nodiscard]] std::size_t memory() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

extern template class lpm_table<ipv4_address>;
extern template class lpm_table<ipv6_address>;

using lpm4 = lpm_table<ipv4_address>;

/// IPv4-mapped addresses (::ffff:0:0/96) are IPv6 addresses like others: lpm4's routes do not apply to them.
using lpm6 = lpm_table<ipv6_address>;

} // namespace xdpk
