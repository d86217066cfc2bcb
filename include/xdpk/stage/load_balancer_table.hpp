// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/load_balancer_config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace xdpk {

namespace detail {
struct load_balancer_state;
}

/// Why a packet goes where it goes.
enum class choice_reason : std::uint8_t {
    no_service,    ///< its destination is no VIP: the balancer leaves it alone
    no_backend,    ///< all backends are drained or have failed: it is rejected
    hash,          ///< by the entry of the service's table
    connection_id, ///< by the server id in its QUIC connection id
};

/// What load_balancer_table::simulate() tells. Without a service only `reason` means something; without a backend only
/// what stands before it.
struct load_balancer_choice {
    choice_reason reason = choice_reason::no_service;
    std::string service{};
    std::uint32_t hash = 0;
    std::uint32_t entry = 0; ///< of the service's table
    backend_config backend{};
    std::uint64_t id = 0;
    std::uint32_t account = 0; ///< flow_decision::account[1]
};

/// In one line, for people: `service web: entry 123 (hash 0x…) is 198.18.0.1 port 80, weight 2`.
[[nodiscard]] std::string to_string(const load_balancer_choice& choice);

/// A backend of a service, and the number under which its flows' packets and bytes are summed up.
struct backend_account {
    std::uint32_t account;
    std::string service;
    backend_config backend;
    std::uint64_t id;
};

/// The services of a load balancer, ready for use. Immutable: all workers read the same one. To change something, build
/// another from the whole new configuration and the table before, and give it to each worker between two bursts.
///
/// Each backend of each service has a number from 1, which names its sums (account) and its tunnel. It keeps it in the
/// tables built after this one; a number that fell free is used again only when 65,535 have been used, the longest free
/// one first. A table of backends that did not change is shared with the table before.
class load_balancer_table {
public:
    static constexpr std::uint32_t most_backends = 65535;

    /// Throws xdpk::error, which names the service.
    explicit load_balancer_table(const load_balancer_config& config, const load_balancer_table* before = nullptr);
    ~load_balancer_table();
    load_balancer_table(const load_balancer_table&) = delete;
    load_balancer_table& operator=(const load_balancer_table&) = delete;

    /// By the number in flow_decision::tunnel less one and load_balancer_config::tunnels_before. Those of other
    /// backends have no length.
    [[nodiscard]] std::span<const tunnel_header> tunnels() const noexcept;

    /// Numbers in use are below this.
    [[nodiscard]] std::uint32_t account_limit() const noexcept;
    [[nodiscard]] std::vector<backend_account> accounts() const;

    /// What would be decided for a new flow's first packet. `datagram` is its UDP payload, for QUIC.
    [[nodiscard]] load_balancer_choice simulate(const flow_key& key, std::span<const std::byte> datagram = {}) const;

    /// Whether an address is one of the services'.
    [[nodiscard]] bool is_vip(const ip_address& address) const noexcept;

    /// For the stages.
    [[nodiscard]] const detail::load_balancer_state& state() const noexcept { return *state_; }

private:
    std::unique_ptr<const detail::load_balancer_state> state_;
};

} // namespace xdpk
