// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stages/kernel_tables.hpp"
#include "support/addresses.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xdpk::test {

/// A kernel of the test's own: port 0 is device a, number 10; port 1 is b, 11, and the tap t, 12, stands for it too.
/// Device c, 13, is no port.
class kernel_events : public testing::Test {
protected:
    static constexpr mac_address mac_a{{2, 0, 0, 0, 0, 0xa0}};
    static constexpr mac_address mac_b{{2, 0, 0, 0, 0, 0xb0}};
    static constexpr mac_address mac_t{{2, 0, 0, 0, 0, 0xc0}};

    static kernel_next_hop next(int ifindex, const std::string& gateway = {}, std::uint16_t weight = 1) {
        return {ifindex, gateway.empty() ? std::nullopt : std::optional(ip(gateway)), weight};
    }
    static kernel_route route(const std::string& prefix, const std::vector<kernel_next_hop>& hops,
                              std::uint32_t metric = 0) {
        const std::size_t slash = prefix.find('/');
        return {.table = 254,
                .destination = ip(prefix.substr(0, slash)),
                .length = static_cast<std::uint8_t>(std::stoi(prefix.substr(slash + 1))),
                .metric = metric,
                .hops = hops};
    }
    static kernel_route route(const std::string& prefix, kernel_route_kind kind, std::uint32_t table = 254) {
        kernel_route made = route(prefix, std::vector<kernel_next_hop>{});
        made.kind = kind;
        made.table = table;
        return made;
    }
    template <class T>
    void there(const T& what) {
        picture(kernel_change<T>{what});
    }
    template <class T>
    void gone(const T& what) {
        picture(kernel_change<T>{what, false});
    }
    void snapshot(const std::vector<kernel_event>& events) {
        picture(kernel_snapshot_start{});
        for (const kernel_event& event : events)
            picture(event);
        picture(kernel_snapshot_end{});
    }

    /// Where a packet to that address goes: "none", "local", …, "port 0", or its gateways, as "0 10.0.0.2".
    std::set<std::string> way(const std::string& to) const {
        const route_group* const group = table->find(ip(to));
        if (group == nullptr)
            return {"none"};
        if (group->kind() == route_kind::connected)
            return {"port " + std::to_string(group->port())};
        if (group->kind() != route_kind::gateways)
            return {std::map<route_kind, std::string>{{route_kind::local, "local"},
                                                      {route_kind::blackhole, "blackhole"},
                                                      {route_kind::unreachable, "unreachable"}}
                        .at(group->kind())};
        std::set<std::string> all;
        for (std::uint32_t hash = 0; hash < 1000; ++hash) {
            const neighbour& n = hops->of(group->pick(hash * 4294967U));
            all.insert(std::to_string(n.port) + " " + to_string(n.address));
        }
        return all;
    }
    /// A neighbour's Ethernet address and ours, or nothing.
    std::optional<std::pair<mac_address, mac_address>> resolved(port_id port, const std::string& address) const {
        const flow_hop hop = (*hops)[hops->find({port, ip(address)})];
        if (hop.port == unrouted)
            return std::nullopt;
        return std::pair(hop.destination, hop.source);
    }

    std::map<std::string, int> numbers{{"a", 10}, {"b", 11}, {"t", 12}};
    std::shared_ptr<forwarding_table> table =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 64});
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(16);
    stages::kernel_picture picture{{.devices = {{"a", 0, mac_a}, {"b", 1, mac_b}, {"t", 1, mac_t}},
                                    .routes = table,
                                    .hops = hops,
                                    .configured = {block("203.0.113.0/24")}},
                                   [this](const std::string& name) { return numbers[name]; }};
};

} // namespace xdpk::test
