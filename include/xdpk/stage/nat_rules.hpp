// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/nat_config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace xdpk {

namespace detail {
struct nat_plan;
}

/// A nat_config, checked and made ready for look-ups. Never changes: all workers share one.
class nat_rules {
public:
    /// Throws xdpk::error that names the pool, rule or entry that cannot be.
    explicit nat_rules(const nat_config& config);
    ~nat_rules();
    nat_rules(nat_rules&&) noexcept;
    nat_rules& operator=(nat_rules&&) noexcept;

    /// External addresses in pools: what a worker needs room for.
    [[nodiscard]] std::size_t addresses() const noexcept;

    /// Which of so many workers gives out the port that a packet from outside has as its destination: replies are that
    /// one's. Nothing if the destination is in no pool, or a forward's or static entry's.
    [[nodiscard]] std::optional<std::uint32_t> worker_of(const flow_key& inbound, std::uint32_t workers) const noexcept;

    /// Which of so many workers a packet belongs to, so that all flows of an internal address are one worker's, and
    /// both directions of each. By worker_of(); else by a hash of the internal address, where rules, static entries and
    /// forwards tell which one it is, or, of protocols without ports to tell replies by, of the external one; else by a
    /// hash of both addresses. Looks at rules one by one.
    [[nodiscard]] std::uint32_t owner_of(const flow_key& key, std::uint32_t workers) const noexcept;

    struct port_place {
        ip_address external;
        port_range ports;
    };
    /// Deterministic pools: the ports of an internal address.
    [[nodiscard]] std::optional<port_place> ports_of(const ip_address& subscriber) const;
    /// Deterministic pools: whose port it is (RFC 7422: this replaces the log).
    [[nodiscard]] std::optional<ip_address> subscriber_of(const ip_address& external, std::uint16_t port) const;

    [[nodiscard]] const detail::nat_plan& plan() const noexcept { return *plan_; }

private:
    std::unique_ptr<const detail::nat_plan> plan_;
};

} // namespace xdpk
