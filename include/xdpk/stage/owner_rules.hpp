// SPDX-License-Identifier: BSD-3-Clause
/// Ready-made rules for hand_over: whose a packet is, so that both directions of a flow are one worker's.
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/load_balancer_table.hpp>
#include <xdpk/stage/nat_rules.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <array>
#include <cstdint>
#include <memory>

namespace xdpk {

/// One of so many workers, by a hash.
[[nodiscard]] constexpr std::uint32_t worker_by_hash(std::uint32_t hash, std::uint32_t workers) noexcept {
    return static_cast<std::uint32_t>(std::uint64_t{hash} * workers >> 32U);
}

/// Where nothing is translated: a hash of the whole key that is the same for both directions.
struct owner_by_flow {
    std::uint32_t workers = 1;

    [[nodiscard]] std::uint32_t operator()(const packet&, const flow_key& key) const noexcept {
        return worker_by_hash(symmetric_flow_hash(key), workers);
    }
};

/// Where nothing is translated: all flows between two addresses are one worker's.
struct owner_by_addresses {
    std::uint32_t workers = 1;

    [[nodiscard]] std::uint32_t operator()(const packet&, const flow_key& key) const noexcept {
        return worker_by_hash(symmetric_flow_hash(only_addresses(key)), workers);
    }

private:
    static flow_key only_addresses(const flow_key& key) noexcept {
        return {.source = key.source, .destination = key.destination, .zone = key.zone, .ip_version = key.ip_version};
    }
};

/// One of so many workers, by one end of a flow: an address as in a flow_key.
[[nodiscard]] inline std::uint32_t worker_by_address(const std::array<std::uint8_t, 16>& address,
                                                     std::uint8_t ip_version, std::uint32_t workers) noexcept {
    return worker_by_hash(flow_hash({.source = address, .ip_version = ip_version}), workers);
}

/// Before a nat stage: see nat_rules::owner_of(). While workers change to other rules one after the other, some packets
/// may come to the wrong one.
struct owner_by_nat {
    std::shared_ptr<const nat_rules> rules{};
    std::uint32_t workers = 1;

    [[nodiscard]] std::uint32_t operator()(const packet&, const flow_key& key) const noexcept {
        return rules->owner_of(key, workers);
    }
};

/// The part of a range of ports that is one worker's own: load_balancer's source_ports. Throws xdpk::error if there are
/// fewer ports than workers.
[[nodiscard]] port_range ports_of_worker(const port_range& all, std::uint32_t worker, std::uint32_t workers);

/// Before a load_balancer: packets to a service, and those from and to backends that it changes the destination to, are
/// hashed by the client's address; replies to a source of full_nat are the worker's whose port it is. Everything else
/// is as with owner_by_addresses. Of packets between two backends the destination is taken for the client: flows among
/// them that go through no service are not one worker's.
class owner_by_service {
public:
    /// `source_ports` of all workers. Throws xdpk::error as ports_of_worker().
    owner_by_service(std::shared_ptr<const load_balancer_table> table, std::uint32_t workers,
                     port_range source_ports = {1024, 65535});

    [[nodiscard]] std::uint32_t operator()(const packet& p, const flow_key& key) const noexcept;

private:
    struct addresses;

    std::shared_ptr<const load_balancer_table> table_;
    std::shared_ptr<const addresses> addresses_;
    port_range source_ports_;
    std::uint32_t workers_;
};

} // namespace xdpk
