// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "backend_numbers.hpp"
#include "vip_index.hpp"

#include <xdpk/stage/load_balancer_table.hpp>

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace xdpk::detail {

/// A backend, as it is looked up.
struct service_backend {
    ip_address address;
    std::array<std::uint8_t, 16> bytes; ///< the address as in a flow_key
    be16 port;                          ///< 0: the packet's
    std::uint64_t id;
    std::uint32_t number;
    bool available;
};

/// A backend and why it is that one; no backend if there is none for new flows.
struct service_choice {
    const service_backend* backend = nullptr;
    choice_reason reason = choice_reason::no_backend;
    std::uint32_t hash = 0;
};

struct service {
    service_config config{};
    std::vector<service_backend> backends{}; ///< in the configuration's order
    std::vector<maglev_backend> weights{};   ///< what `table` was made of
    std::shared_ptr<const maglev_table> table{};
    std::vector<std::pair<std::uint64_t, std::size_t>> server_ids{}; ///< and whose they are; in order
    std::vector<std::array<std::uint8_t, 16>> sources{};
    std::array<std::uint8_t, 16> source_mask{}; ///< of source addresses, what affinity looks at
    std::uint64_t seed = 0;

    [[nodiscard]] std::uint32_t hash_of(const flow_key& key) const noexcept;
    [[nodiscard]] const service_backend* by_server_id(std::span<const std::byte> datagram) const noexcept;
    /// For a new flow.
    [[nodiscard]] service_choice choose(const flow_key& key, std::span<const std::byte> datagram) const noexcept;
};

struct load_balancer_state {
    /// Indices of a service and one of its backends.
    struct owner {
        std::uint32_t service;
        std::uint32_t backend;
    };

    explicit load_balancer_state(std::size_t service_count) : index(service_count), addresses(service_count) {}

    std::vector<service> services;
    vip_index index;
    vip_index addresses; ///< as if each service were for all of protocol 0
    backend_numbers numbers;
    std::vector<std::optional<owner>> owners; ///< by number
    std::vector<tunnel_header> tunnels;       ///< by number less one
    std::uint16_t tunnels_before = 0;         ///< others'

    [[nodiscard]] const service* find(const flow_key& key) const noexcept {
        const std::optional<std::uint32_t> number = index.find(key);
        return number ? &services[*number] : nullptr;
    }
    [[nodiscard]] bool is_vip(flow_key key) const noexcept {
        key.protocol = ip_proto::hop_by_hop;
        key.destination_port = {};
        return addresses.find(key).has_value();
    }
    /// The backend with this number, if it is one of that service.
    [[nodiscard]] const service_backend* by_number(const service& s, std::uint32_t number) const noexcept {
        if (number >= owners.size() || !owners[number] || &services[owners[number]->service] != &s)
            return nullptr;
        return &s.backends[owners[number]->backend];
    }
};

[[nodiscard]] vip vip_of(const service_config& config) noexcept;

/// Throws xdpk::error, which names the service, for one that cannot be.
void check(const service_config& config);
void check_whole(const load_balancer_config& config);
[[noreturn]] void refuse(const service_config& config, const std::string& what, const std::string& hint);

} // namespace xdpk::detail
