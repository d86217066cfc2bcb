// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel_devices.hpp"

#include <xdpk/io/kernel_monitor.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/route_selection.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

namespace xdpk::stages {

/// The kernel's routes of its local and its main table, in a forwarding table. Control thread.
///
/// Local routes, and those to broadcast, multicast and anycast addresses, are for this host. So are routes through
/// interfaces that are no port of ours: the kernel may forward what a kernel stage gives it, and no route to a larger
/// network catches it. Of several next hops those at our ports share the flows by their weights. `prohibit`, and what
/// has the kernel look into further tables, is unreachable. A route whose next hops are all dead is none.
///
/// The local table comes before the main one for equal prefixes, as in the kernel; the longest prefix counts first, as
/// it does there where the local table holds addresses of this host alone. Policy rules, other tables and types of
/// service are not followed. Of routes with equal prefix, table and metric, such as `ip route append` makes for IPv4,
/// the one told last counts.
///
/// A route that finds no room in the tables is tried again by retry().
class followed_routes {
public:
    /// `configured`: prefixes, without bits behind their length, of routes that are not the kernel's to tell.
    followed_routes(std::shared_ptr<forwarding_table> routes, std::shared_ptr<hop_table> hops,
                    std::set<address_block> configured = {});

    void hear(const kernel_change<kernel_route>& change, const kernel_devices& devices);
    void start_over() noexcept;
    void finish(const kernel_devices& devices);

    /// Memory was reclaimed: what was refused may have room now.
    void retry(const kernel_devices& devices);
    /// Routes that are not as the kernel has them, for want of room.
    [[nodiscard]] std::size_t refused() const noexcept { return refused_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return followed_.size(); }

private:
    using key = std::tuple<address_block, std::uint32_t, std::uint32_t>; ///< with table and metric
    struct followed {
        std::vector<kernel_next_hop> told;
        route_target target;
        std::uint64_t round = 0;
    };
    using followed_by_key = std::map<key, followed>;

    void apply(const kernel_change<kernel_route>& change, const kernel_devices& devices);
    void set(const key& which, const kernel_route& route, const kernel_devices& devices);
    void remove(followed_by_key::iterator at);
    void remove_part(const key& which, const kernel_route& gone, const kernel_devices& devices);
    [[nodiscard]] std::optional<route_target> target_of(const kernel_route& route, const kernel_devices& devices);
    [[nodiscard]] std::optional<route_target> by_ports(const kernel_route& route, const kernel_devices& devices);
    void offer(const key& which, const route_target& target);
    void withdraw(const key& which);
    void hold(const route_target& target);
    void let_go(const route_target& target);

    route_selection best_;
    std::shared_ptr<hop_table> hops_;
    std::set<address_block> configured_;
    followed_by_key followed_;
    std::map<key, kernel_change<kernel_route>> refused_;
    std::map<std::uint16_t, std::size_t> held_; ///< routes by hop, of hops that are kept for them
    std::uint64_t round_ = 0;
};

} // namespace xdpk::stages
