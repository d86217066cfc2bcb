// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/ip_prefix.hpp>
#include <xdpk/table/classifier_rule.hpp>
#include <xdpk/table/lpm.hpp>

#include <atomic>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace xdpk {

/// What becomes of the packets to a prefix.
enum class route_kind : std::uint8_t {
    gateways,    ///< to one of the hops, each flow always to the same
    connected,   ///< to the destination itself, by a port
    tunnel,      ///< into a tunnel; its other end is routed to in turn
    local,       ///< for this host
    blackhole,   ///< dropped
    unreachable, ///< dropped, and the sender is told
};

/// A share of the flows, in proportion to the weight, for a hop.
struct weighted_hop {
    std::uint16_t hop = 0; ///< index into the hop_table
    std::uint16_t weight = 1;

    auto operator<=>(const weighted_hop&) const = default;
};

struct route_target {
    route_kind kind = route_kind::gateways;
    port_id port = unrouted;          ///< of a connected prefix
    std::vector<weighted_hop> hops{}; ///< gateways
    std::uint16_t tunnel = 0;         ///< number of one of the router's tunnels, from 1

    friend bool operator<(const route_target& a, const route_target& b) {
        return std::tie(a.kind, a.port, a.hops, a.tunnel) < std::tie(b.kind, b.port, b.hops, b.tunnel);
    }
};

/// A target as workers see it.
class route_group {
public:
    explicit route_group(const route_target& target);

    [[nodiscard]] route_kind kind() const noexcept { return kind_; }
    [[nodiscard]] port_id port() const noexcept { return port_; }
    [[nodiscard]] std::uint16_t tunnel() const noexcept { return tunnel_; }
    /// The hop of a flow with this hash, of a group of gateways: hash-threshold (RFC 2992), so that a change moves few
    /// flows.
    [[nodiscard]] std::uint16_t pick(std::uint32_t hash) const noexcept;

private:
    struct share {
        std::uint32_t last; ///< hash
        std::uint16_t hop;
    };

    route_kind kind_;
    port_id port_;
    std::uint16_t tunnel_;
    std::vector<share> shares_;
};

struct forwarding_table_config {
    std::size_t node_memory = std::size_t{16} << 20U; ///< for each family's prefixes, see lpm_table
    std::size_t targets = 4096;                       ///< different ones, up to 32,767
};

/// Routes of both families: longest prefix to group of next hops.
///
/// One writer, the control thread; workers look up at the same time, without locks, and see a prefix's old or new
/// target, never a mixture. What an update has replaced stays readable until reclaim().
class forwarding_table {
public:
    explicit forwarding_table(const forwarding_table_config& config = {});

    /// Adds a route or changes its target. Throws xdpk::error, and changes nothing, if there can be no such route or
    /// the table is full.
    void set(const ipv4_prefix& prefix, const route_target& target) { set_in(v4_, prefix, target); }
    void set(const ipv6_prefix& prefix, const route_target& target) { set_in(v6_, prefix, target); }
    /// False if there is no such route. Throws xdpk::error if the change needs more memory than there is.
    bool erase(const ipv4_prefix& prefix) { return erase_in(v4_, prefix); }
    bool erase(const ipv6_prefix& prefix) { return erase_in(v6_, prefix); }
    /// No worker is in a burst that it began before the last update.
    void reclaim();

    /// All routes, in the order of their addresses, IPv4 first. For the control thread.
    [[nodiscard]] std::vector<std::pair<address_block, route_target>> list() const;

    /// How often a route was added, changed or taken out: who remembers what he found looks whether it still holds.
    [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }
    [[nodiscard]] std::size_t size() const noexcept { return v4_.size() + v6_.size(); } ///< routes
    [[nodiscard]] std::size_t targets() const noexcept { return known_.size(); }        ///< different ones

    /// Workers: where to; null without a route. Good to the end of the burst.
    [[nodiscard]] const route_group* find(const ip_address& destination) const noexcept;
    /// The same for many, at most 64.
    void look_up(std::span<const ipv4_address> wanted, std::span<const route_group*> found) const noexcept {
        look_up_in(v4_, wanted, found);
    }
    void look_up(std::span<const ipv6_address> wanted, std::span<const route_group*> found) const noexcept {
        look_up_in(v6_, wanted, found);
    }

private:
    struct user_count {
        std::uint16_t number;
        std::size_t routes;
    };
    using targets_by_content = std::map<route_target, user_count>;

    template <class Address>
    void set_in(lpm_table<Address>& table, const ip_prefix<Address>& prefix, const route_target& target);
    template <class Address>
    bool erase_in(lpm_table<Address>& table, const ip_prefix<Address>& prefix);
    template <class Address>
    void look_up_in(const lpm_table<Address>& table, std::span<const Address> wanted,
                    std::span<const route_group*> found) const noexcept;
    [[nodiscard]] std::uint16_t use(const route_target& target);
    void let_go(std::uint16_t number);

    lpm4 v4_;
    lpm6 v6_;
    targets_by_content known_;
    std::vector<targets_by_content::iterator> by_number_;
    std::vector<std::atomic<const route_group*>> published_;
    std::vector<std::unique_ptr<const route_group>> groups_; ///< owners of what is published
    std::vector<std::uint16_t> free_;
    std::vector<std::uint16_t> retired_;
    std::uint64_t changes_ = 0;
};

} // namespace xdpk
