// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>
#include <xdpk/stage/flow_hop.hpp>

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk {

/// A host that is reached through a port without a router between.
struct neighbour {
    port_id port = unrouted;
    ip_address address{};

    bool operator==(const neighbour&) const = default;
};

/// Next hops by their index, one for each neighbour: what its Ethernet address is, and whether packets wait for it.
///
/// Bounded: the memory is taken at construction. A hop costs a lookup 16 bytes in one piece, two atomic words, so that
/// nobody ever sees half an address.
///
/// All workers and the control thread use one table at once, without locks, but for what is said to be the control
/// thread's. A hop keeps its index until it is swept; indices of swept ones are used again after reclaim().
class hop_table {
public:
    static constexpr std::uint16_t none = 0;

    /// For neighbours 1 to `capacity`. Throws xdpk::error if it is 0 or above 65,535.
    explicit hop_table(std::size_t capacity = 4096);

    /// What a packet for this neighbour gets; its port is `unrouted` while the Ethernet address is not known. `hop` is
    /// one that the table gave, or `none`.
    [[nodiscard]] flow_hop operator[](std::uint16_t hop) const noexcept {
        const std::uint64_t first = words_[hop].destination_and_port.load(std::memory_order_acquire);
        return join(first, words_[hop].source.load(std::memory_order_relaxed));
    }

    [[nodiscard]] std::uint16_t find(const neighbour& wanted) const noexcept;
    /// Makes the hop, not resolved, if it is not there yet; `none` if the table is full.
    std::uint16_t find_or_make(const neighbour& wanted) noexcept;
    /// Whose hop it is.
    [[nodiscard]] const neighbour& of(std::uint16_t hop) const noexcept { return cold_[hop].key; }
    [[nodiscard]] bool holds(std::uint16_t hop) const noexcept { return hop != none && hop <= capacity(); }

    [[nodiscard]] std::size_t size() const noexcept { return used_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t capacity() const noexcept { return cold_.size() - 1; }
    /// Whether hosts may have a hop that nobody asked for: the last quarter is for those that packets go to.
    [[nodiscard]] bool has_room_for_strangers() const noexcept { return size() < capacity() / 4 * 3; }

    /// The neighbour's Ethernet address, and the port's own, as heard at `now`, in seconds of any one clock. Changes
    /// nothing of an address that is fixed.
    void resolve(std::uint16_t hop, const mac_address& destination, const mac_address& source,
                 std::uint32_t now) noexcept;
    /// The same from a configuration or the kernel: good until unresolve().
    void fix(std::uint16_t hop, const mac_address& destination, const mac_address& source) noexcept;
    void unresolve(std::uint16_t hop) noexcept;

    /// Notes that a packet waits for this hop's Ethernet address.
    void want(std::uint16_t hop) noexcept;
    /// Takes hops that were wanted since, each once, as many as there is room for; returns how many.
    std::size_t take_wanted(std::span<std::uint16_t> room) noexcept;
    /// True at most once a second for each hop: the neighbour may be asked for now (RFC 1122, section 2.3.2.1).
    [[nodiscard]] bool may_ask(std::uint16_t hop, std::uint32_t now) noexcept;
    /// Wants addresses not heard for `fresh` seconds, and forgets those that in `patience` more nobody confirmed
    /// (RFC 1122, section 2.3.2.1; RFC 4861, section 7.3). Looks at every hop: for once a second.
    void age(std::uint32_t now, std::uint32_t fresh, std::uint32_t patience) noexcept;

    /// The hop stays in the table, wanted or not: a route leads to it.
    void keep(std::uint16_t hop, bool on = true) noexcept;
    [[nodiscard]] bool is_kept(std::uint16_t hop) const noexcept {
        return cold_[hop].kept.load(std::memory_order_relaxed);
    }
    /// Control thread: removes the hops that have no address, are not kept, and were not wanted since the last two
    /// sweeps; returns how many. Where flows remember hops, the caller has them decided anew.
    std::size_t sweep();
    /// Control thread: no worker is in a burst that it began before the last sweep, nor remembers a hop from then.
    void reclaim() noexcept;

private:
    struct word {
        mac_address address{};
        port_id port = unrouted;
    };
    static_assert(sizeof(word) == sizeof(std::uint64_t));

    /// A hop's port and addresses. The port is that of its neighbour for as long as it is resolved, so that the words
    /// need not be read at the same instant.
    struct alignas(16) hot {
        std::atomic<std::uint64_t> destination_and_port{std::bit_cast<std::uint64_t>(word{})};
        std::atomic<std::uint64_t> source{0};
    };
    struct cold {
        neighbour key{};                       ///< written before the hop is linked
        std::atomic<std::uint16_t> next{none}; ///< in its bucket, or among the free ones
        std::atomic<std::uint8_t> idle{0};     ///< sweeps since it was wanted
        std::atomic<bool> linked{false};
        std::atomic<bool> kept{false};
        std::atomic<bool> fixed{false};
        std::atomic<std::uint32_t> heard{0};
        std::atomic<std::uint32_t> ask_from{0}; ///< not to be asked for before
    };

    [[nodiscard]] static flow_hop join(std::uint64_t destination_and_port, std::uint64_t source) noexcept {
        const auto first = std::bit_cast<word>(destination_and_port);
        return {first.address, std::bit_cast<word>(source).address, first.port};
    }
    [[nodiscard]] std::atomic<std::uint16_t>& bucket(const neighbour& key) noexcept;
    [[nodiscard]] std::uint16_t search(std::uint16_t first, const neighbour& key) const noexcept;
    [[nodiscard]] std::uint16_t allocate() noexcept;
    void release(std::uint16_t hop) noexcept;
    void unlink(std::uint16_t hop) noexcept;
    void write(std::uint16_t hop, const mac_address& destination, const mac_address& source) noexcept;

    std::vector<hot> words_;
    std::vector<cold> cold_;
    std::vector<std::atomic<std::uint16_t>> buckets_;
    std::vector<std::atomic<std::uint64_t>> wanted_; ///< a bit per hop
    std::atomic<bool> any_wanted_{false};
    std::atomic<std::uint64_t> free_{0}; ///< the first free hop, and how often that changed
    std::atomic<std::uint32_t> used_{0};
    std::vector<std::uint16_t> swept_;
};

} // namespace xdpk
