// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/clock.hpp>
#include <xdpk/base/counter.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/nat_log.hpp>
#include <xdpk/stage/nat_report.hpp>
#include <xdpk/stage/nat_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace xdpk {

/// nat: translates flows' addresses and ports, with mappings for hosts inside, static entries and forwards (RFC 3022,
/// RFC 4787, RFC 5382, RFC 5508). A flow stage: put it behind all others that change addresses; what these changed it
/// leaves as it is.
///
/// NAT64 (RFC 6146): flows to addresses that have an IPv4 one in them leave as IPv4 flows, whose sources are mapped by
/// the same rules, from pools of IPv4. Of two IPv6 hosts that meet so (hairpin) the flow stays one of IPv6.
///
/// A mapping lasts as long as a flow holds it, and its pool's `linger` longer; how long flows last is the cache's.
/// Mappings are one worker's, who gives out its own share of all ports: so all flows of an internal host should come to
/// one worker, and replies to nat_rules::worker_of().
///
/// SCTP's ports stay, as its checksum covers them; other protocols have none. Such flows take the external address as
/// long as their reply can be told from others', else they are refused.
///
/// What runs out harms new flows only, which are dropped until something ends; nothing is taken from an established
/// one: `ports_exhausted`, no port of the pool's address is free (a subscriber stays with its address when paired; of
/// endpoint-dependent pools 64 ports are tried); `subscriber_limit`, the subscriber has as many ports or blocks as it
/// may; `mappings_full` and `subscribers_full`, no room in this stage's tables, where mappings that only linger go
/// first.
///
/// Drops besides: unasked packets from those whom the mapping's filtering does not let in (`filtered`), and for
/// external addresses without a mapping (`no_mapping`); flows whose reply another flow has already (`collisions`), also
/// where only the address can be changed (`address_taken`); ICMP errors about no known flow (`icmp_errors`, RFC 5508);
/// flows with an embedded address as their source, and addresses that may not be behind the well-known prefix
/// (`not_embeddable`; RFC 6146, section 3.5; RFC 6052, section 3.1).
struct nat_worker {
    std::uint32_t worker = 0; ///< of so many `workers`, from 0
    std::uint32_t workers = 1;
    std::size_t mappings = 65536;    ///< 186 bytes each; an address that may speak to a mapping takes half of one
    std::size_t subscribers = 16384; ///< and as many blocks of ports; 129 bytes each
    std::size_t addresses = 64;      ///< external ones, while rules change those of both; 32 KiB each
    std::shared_ptr<nat_log> log{};  ///< none: nothing is logged; full: `log_lost` counts
    std::uint32_t (*seconds)() noexcept = now_in_seconds;
};

class nat {
public:
    static constexpr const char* name = "nat";

    /// Throws xdpk::error if there is too little room.
    nat(std::shared_ptr<const nat_rules> rules, const nat_worker& worker);
    ~nat();
    nat(nat&&) noexcept;
    nat& operator=(nat&&) noexcept;

    void decide(flow_decision& d) noexcept;
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept;

    /// Exchanges the rules between bursts; the old ones come back, for another thread to destroy. False, and nothing is
    /// changed, if there is no room for the addresses.
    [[nodiscard]] bool replace(std::shared_ptr<const nat_rules>& rules) noexcept;

    /// Exchanges the log, between bursts; the old one comes back.
    void replace_log(std::shared_ptr<nat_log>& log) noexcept;

    /// Ends mappings and blocks that nobody holds when their time is up; decide() does some of this each time.
    void expire() noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

    // For the control side, called by the worker between bursts or while it rests.
    /// Up to `count` mappings from number `first` on; their order changes when one ends.
    [[nodiscard]] std::vector<nat_mapping_report> mappings(std::size_t first, std::size_t count) const;
    [[nodiscard]] std::vector<nat_pool_report> pools() const;
    /// Who has an external port now.
    [[nodiscard]] std::optional<ip_address> subscriber_of(const ip_address& external, ip_proto protocol,
                                                          std::uint16_t port) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace xdpk
