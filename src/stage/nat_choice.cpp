// SPDX-License-Identifier: BSD-3-Clause
#include "nat_state.hpp"

namespace xdpk {

using namespace detail;

namespace {

constexpr std::uint16_t first_high_port = 1024;
constexpr port_range all_identifiers{0, 65535};

std::uint32_t size_of(const port_range& range) noexcept { return range.last - range.first + 1U; }

port_range range_for(const nat_request& r) noexcept {
    if (*r.ports == port_class::echo)
        return all_identifiers;
    const bool low = r.flow.source_port.host() < first_high_port;
    if (!r.pool.high)
        return *r.pool.low;
    return low && r.pool.low ? *r.pool.low : *r.pool.high;
}

} // namespace

bool nat::state::is_of_pool(std::uint32_t slot, const nat_plan::pool& pool) const noexcept {
    const std::uint32_t external = slot == nat_plan::none ? nat_plan::none : ports.external_of(slot);
    return external != nat_plan::none && &plan->pools[plan->externals[external].pool] == &pool;
}

nat_place nat::state::choose(const nat_request& r) noexcept {
    if (r.pool.deterministic)
        return choose_deterministic(r);
    if (r.pool.in_blocks() && r.ports)
        return choose_in_blocks(r);
    return choose_single(r);
}

std::optional<std::uint16_t> nat::state::port_at(const nat_request& r, std::uint32_t slot, const port_range& range,
                                                 const port_set* mine) noexcept {
    const std::uint16_t wanted = r.flow.source_port.host();
    // Flows of their own share ports with each other, not with mappings from before the rules changed.
    port_search search{.taken = &ports.taken(slot, *r.ports),
                       .reserved = plan->reserved_ports(plan->externals[ports.external_of(slot)], *r.ports),
                       .mine = mine,
                       .range = range};
    if (r.keep_port && fits(search, wanted))
        return wanted;
    const auto start = static_cast<std::uint16_t>(range.first + random.below(size_of(range)));
    if (r.pool.config.keep_parity) {
        search.parity = wanted % 2 == 0 ? port_parity::even : port_parity::odd;
        if (const auto found = find_port(search, start))
            return found;
        search.parity = port_parity::any;
    }
    return find_port(search, start);
}

nat_place nat::state::choose_deterministic(const nat_request& r) noexcept {
    const deterministic_ports::place at =
        r.pool.deterministic->of(r.pool.subscribers.number_of({r.flow.source, r.flow.ip_version}));
    const std::uint32_t slot = ports.slot_of(r.pool.members[at.address]);
    if (!r.ports)
        return {.slot = slot, .port = r.flow.source_port.host()};
    const std::optional<std::uint16_t> port = port_at(r, slot, at.ports, ports.mine());
    return port ? nat_place{.slot = slot, .port = *port} : nat_place{.refused = &counts.ports_exhausted};
}

/// A subscriber that is paired with an address has no other as long as it has anything there.
nat_place nat::state::paired_place(const nat_request& r) const noexcept {
    const nat_subscriber& s = subscribers.at(r.subscriber);
    const bool stays = r.pool.config.paired && s.mappings + s.blocks > 1 && is_of_pool(s.slot, r.pool);
    return {.slot = stays ? s.slot : nat_plan::none};
}

template <class Try>
nat_place nat::state::try_addresses(const nat_request& r, Try try_slot) noexcept {
    const std::uint32_t paired = paired_place(r).slot;
    const auto count = static_cast<std::uint32_t>(r.pool.members.size());
    // All workers begin with the same address, so that a subscriber has one on all.
    const std::uint32_t start =
        r.pool.config.paired ? flow_hash(subscribers.key(r.subscriber)) % count : random.below(count);
    for (std::uint32_t i = 0; i < (paired == nat_plan::none ? count : 1); ++i) {
        const std::uint32_t slot =
            paired != nat_plan::none ? paired : ports.slot_of(r.pool.members[(start + i) % count]);
        if (is_full(r, slot))
            continue;
        if (const std::optional<std::uint16_t> port = try_slot(slot))
            return {.slot = slot, .port = *port};
    }
    return {.refused = &counts.ports_exhausted};
}

bool nat::state::is_full(const nat_request& r, std::uint32_t slot) const noexcept {
    if (!r.ports)
        return false;
    if (r.pool.in_blocks())
        return ports.is_without_blocks(slot);
    return !r.of_flow && range_for(r).last >= first_high_port && ports.is_full(slot, *r.ports);
}

nat_place nat::state::choose_single(const nat_request& r) noexcept {
    return try_addresses(r, [&](std::uint32_t slot) -> std::optional<std::uint16_t> {
        if (!r.ports)
            return r.flow.source_port.host();
        const port_range range = range_for(r);
        const std::optional<std::uint16_t> port = port_at(r, slot, range, ports.mine());
        if (!port && !r.of_flow && range.last >= first_high_port)
            ports.set_full(slot, *r.ports);
        return port;
    });
}

nat_place nat::state::choose_in_blocks(const nat_request& r) noexcept {
    const nat_subscriber& s = subscribers.at(r.subscriber);
    for (auto b = s.first_block; b != nat_subscribers::none; b = subscribers.block(b).next) {
        const nat_block& block = subscribers.block(b);
        if (!is_of_pool(block.slot, r.pool))
            continue;
        if (const std::optional<std::uint16_t> port = port_at(r, block.slot, block.ports, nullptr))
            return {.slot = block.slot, .port = *port};
    }
    if (s.blocks >= r.pool.config.blocks_per_subscriber)
        return {.refused = &counts.subscriber_limit};
    if (!subscribers.has_free_block())
        return {.refused = &counts.subscribers_full};
    return try_addresses(r, [&](std::uint32_t slot) { return port_in_new_block(r, slot); });
}

std::optional<std::uint16_t> nat::state::port_in_new_block(const nat_request& r, std::uint32_t slot) noexcept {
    const std::uint32_t count = r.pool.block_count();
    const std::uint16_t size = r.pool.config.block_size;
    const std::uint32_t start = random.below(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t block = (start + i) % count;
        if (!ports.is_my_block(block))
            continue;
        const auto first = static_cast<std::uint16_t>(r.pool.high->first + block * size);
        const port_range range{first, static_cast<std::uint16_t>(first + size - 1)};
        if (count_ports({.taken = &ports.in_blocks(slot), .range = range}) != size)
            continue;
        if (const std::optional<std::uint16_t> port = port_at(r, slot, range, nullptr)) {
            subscribers.give_block(r.subscriber, slot, range, r.pool.config.hold_down, now);
            return port;
        }
    }
    ports.set_without_blocks(slot);
    return std::nullopt;
}

} // namespace xdpk
