// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>
#include <xdpk/stage/forwarding_table.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace xdpk {

/// Which of the offers of a route to the same prefix counts: the lowest, by the source's distance first.
struct route_rank {
    std::uint32_t distance = 0; ///< names the source too, for example 1 for the configuration, 10 for the kernel
    std::uint32_t metric = 0;

    auto operator<=>(const route_rank&) const = default;
};

/// The routes that several sources offer, and of each prefix the best in a forwarding table: what a router knows behind
/// what it does. When the best is withdrawn the next one takes its place. For the control thread.
///
/// A source that begins anew, such as a kernel monitor's snapshot, offers everything once more between start_over() and
/// finish(): what it did not offer is withdrawn then, and no prefix is without a route in between.
class route_selection {
public:
    explicit route_selection(std::shared_ptr<forwarding_table> best) : best_(std::move(best)) {}

    /// Adds an offer, or changes that of the same rank. Throws xdpk::error, and changes nothing, if there can be no
    /// such route or the forwarding table is full.
    void offer(const ipv4_prefix& prefix, const route_rank& rank, const route_target& target);
    void offer(const ipv6_prefix& prefix, const route_rank& rank, const route_target& target);
    /// False if there was no such offer.
    bool withdraw(const ipv4_prefix& prefix, const route_rank& rank);
    bool withdraw(const ipv6_prefix& prefix, const route_rank& rank);

    void start_over(std::uint32_t distance);
    void finish(std::uint32_t distance);

    [[nodiscard]] std::size_t offers() const noexcept;

private:
    struct offered {
        route_target target;
        std::uint64_t round; ///< in which it was offered last
    };
    using by_rank = std::map<route_rank, offered>;
    template <class Address>
    using by_prefix = std::map<ip_prefix<Address>, by_rank>;

    template <class Address>
    void add(by_prefix<Address>& all, const ip_prefix<Address>& prefix, const route_rank& rank,
             const route_target& target);
    template <class Address>
    bool remove(by_prefix<Address>& all, const ip_prefix<Address>& prefix, const route_rank& rank);
    template <class Address>
    void remove_old(by_prefix<Address>& all, std::uint32_t distance, std::uint64_t round);

    std::shared_ptr<forwarding_table> best_;
    by_prefix<ipv4_address> v4_;
    by_prefix<ipv6_address> v6_;
    std::map<std::uint32_t, std::uint64_t> rounds_; ///< by distance
};

} // namespace xdpk
