// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "nat_mappings.hpp"

#include <xdpk/net/flow_hash.hpp>
#include <xdpk/stage/nat.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>

namespace xdpk {

namespace detail {

/// Numbers that those who see some of them cannot foretell: a product of a counter and secrets.
class nat_random {
public:
    /// From 0 to `end` - 1.
    [[nodiscard]] std::uint32_t below(std::uint32_t end) noexcept {
        counter_ += hash_constant[2];
        const std::uint64_t value = fold_multiply(fold_multiply(counter_, secrets_[0]) ^ secrets_[1], secrets_[2]);
        return static_cast<std::uint32_t>((value >> 32U) * end >> 32U);
    }

private:
    static std::uint64_t secret() {
        std::random_device device;
        return std::uint64_t{device()} << 32U | device() | 1U;
    }

    std::array<std::uint64_t, 3> secrets_{secret(), secret(), secret()};
    std::uint64_t counter_ = secret();
};

struct nat_counters {
    counter mapped, reused;
    counter ports_exhausted, subscriber_limit, mappings_full, subscribers_full;
    counter filtered, no_mapping, collisions, address_taken, icmp_errors;
    counter not_embeddable;
};

/// A flow whose source is to get an external endpoint.
struct nat_request {
    const flow_key& flow; ///< its source as it came, its destination as it leaves
    const nat_plan::pool& pool;
    std::optional<port_class> ports; ///< nothing: they cannot be changed
    nat_mappings::index subscriber = nat_mappings::none;
    bool of_flow = false; ///< the mapping is
    bool keep_port = true;
};

/// How a flow got in.
struct nat_entrance {
    const nat_plan::entry* entry = nullptr;
    nat_mappings::index mapping = nat_mappings::none; ///< which the flow holds
    bool is_hosts = false;                            ///< it is for this host itself
    const nat_plan::embedding* embedding = nullptr;   ///< how its IPv6 addresses have IPv4 ones in them
};

/// An external port, or why there is none.
struct nat_place {
    std::uint32_t slot = 0;
    std::uint16_t port = 0;
    counter* refused = nullptr;
};

} // namespace detail

struct nat::state {
    state(std::shared_ptr<const nat_rules> given, const nat_worker& worker);

    void decide(flow_decision& d) noexcept;
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept;
    void expire(std::size_t budget) noexcept;

    // Destination: nat.cpp.
    bool enter(flow_decision& d, detail::nat_entrance& in) noexcept;
    bool enter_mapping(flow_decision& d, std::uint32_t external, detail::nat_entrance& in) noexcept;
    [[nodiscard]] bool lets_in(const flow_decision& d, detail::nat_mappings::index mapping,
                               const detail::nat_plan::pool& pool) const noexcept;
    static bool drop(flow_decision& d, counter& why) noexcept;

    // IPv6 hosts of IPv4 ones: nat_embedded.cpp.
    bool enter_ipv4(flow_decision& d, detail::nat_entrance& in) noexcept;
    bool enter_ipv6(flow_decision& d, const detail::nat_address& internal, std::uint32_t pool,
                    detail::nat_entrance& in) noexcept;
    static void leave_as_one_version(flow_decision& d, const detail::nat_entrance& in) noexcept;

    void release(detail::nat_mappings::index mapping) noexcept;
    [[nodiscard]] detail::nat_mappings::index source_of(const flow_key& key,
                                                        const xdpk_flow_record& forward) const noexcept;
    [[nodiscard]] detail::nat_mappings::index destination_of(const flow_key& key,
                                                             const xdpk_flow_record& forward) const noexcept;

    // Source: nat_source.cpp.
    bool translate_source(flow_decision& d, const flow_key& came, const detail::nat_entrance& in) noexcept;
    bool map_source(flow_decision& d, const detail::nat_plan::pool& pool) noexcept;
    bool keep_mapping(flow_decision& d, const detail::nat_request& r, detail::nat_mappings::index found) noexcept;
    bool new_mapping(flow_decision& d, detail::nat_request& r) noexcept;
    bool add_mapping(flow_decision& d, detail::nat_request& r) noexcept;
    bool leave_through(flow_decision& d, detail::nat_mappings::index mapping) noexcept;
    [[nodiscard]] detail::nat_mappings::index find_mapping(const detail::nat_request& r) const noexcept;
    [[nodiscard]] bool allowed(const detail::nat_request& r, detail::nat_mappings::index mapping) const noexcept;

    // Choice of ports: nat_choice.cpp.
    detail::nat_place choose(const detail::nat_request& r) noexcept;
    detail::nat_place choose_deterministic(const detail::nat_request& r) noexcept;
    detail::nat_place choose_single(const detail::nat_request& r) noexcept;
    detail::nat_place choose_in_blocks(const detail::nat_request& r) noexcept;
    detail::nat_place choose_in_new_block(const detail::nat_request& r) noexcept;
    std::optional<std::uint16_t> port_at(const detail::nat_request& r, std::uint32_t slot, const port_range& range,
                                         const port_set* mine) noexcept;
    std::optional<std::uint16_t> port_in_new_block(const detail::nat_request& r, std::uint32_t slot) noexcept;
    template <class Try>
    detail::nat_place try_addresses(const detail::nat_request& r, Try try_slot) noexcept;
    [[nodiscard]] detail::nat_place paired_place(const detail::nat_request& r) const noexcept;
    [[nodiscard]] bool is_of_pool(std::uint32_t slot, const detail::nat_plan::pool& pool) const noexcept;
    [[nodiscard]] bool is_full(const detail::nat_request& r, std::uint32_t slot) const noexcept;

    std::shared_ptr<const nat_rules> rules;
    const detail::nat_plan* plan;
    nat_worker config;
    detail::nat_ports ports;
    detail::nat_journal journal;
    detail::nat_subscribers subscribers;
    detail::nat_mappings mappings;
    detail::nat_random random{};
    detail::nat_counters counts{};
    std::uint32_t now = 0;
    static constexpr std::size_t expiry_budget = 8;
};

} // namespace xdpk
