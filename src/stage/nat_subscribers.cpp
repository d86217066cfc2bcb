// SPDX-License-Identifier: BSD-3-Clause
#include "nat_subscribers.hpp"

#include <bit>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::uint32_t for_ever = 0x40000000; // 34 years

constexpr auto nobody_goes = [](std::uint32_t) noexcept {};

} // namespace

nat_subscribers::nat_subscribers(std::size_t count, nat_ports& ports, nat_journal& journal, std::uint32_t now)
    : table_({.entries = count, .now = now}), blocks_(count), links_(static_cast<index>(count)),
      held_down_(links_, 0, now), ports_(ports), journal_(journal) {
    for (index i = 0; i < count; ++i)
        blocks_[i].next = i + 1 < count ? i + 1 : none;
    free_ = 0;
}

nat_subscribers::index nat_subscribers::obtain(const flow_key& flow, std::uint64_t pool_tag,
                                               std::uint32_t now) noexcept {
    flow_key key{.source = flow.source, .zone = flow.zone, .ip_version = flow.ip_version};
    std::memcpy(key.destination.data(), &pool_tag, sizeof pool_tag);
    const auto done = table_.insert(key, flow_phase::established, now, now + for_ever, nobody_goes);
    return done.result == insert_result::full ? none : done.where;
}

nat_subscribers::index nat_subscribers::block_with(index i, std::uint32_t slot, std::uint16_t port) const noexcept {
    for (index b = at(i).first_block; b != none; b = blocks_[b].next)
        if (blocks_[b].slot == slot && port >= blocks_[b].ports.first && port <= blocks_[b].ports.last)
            return b;
    return none;
}

nat_subscribers::index nat_subscribers::block_owner(const nat_address& external, std::uint16_t port) const noexcept {
    for (const nat_block& b : blocks_)
        if (b.owner != none && ports_.address(b.slot) == external && port >= b.ports.first && port <= b.ports.last)
            return b.owner;
    return none;
}

void nat_subscribers::hold(index i, std::uint32_t slot, std::uint16_t port) noexcept {
    ++at(i).mappings;
    ports_.keep(slot);
    const index b = block_with(i, slot, port);
    if (b != none && blocks_[b].mappings++ == 0)
        links_.disarm(b);
}

void nat_subscribers::release(index i, std::uint32_t slot, std::uint16_t port, std::uint32_t now) noexcept {
    ports_.release(slot);
    const index b = block_with(i, slot, port);
    if (b != none && --blocks_[b].mappings == 0)
        hold_down(b, now);
    settle(i);
}

void nat_subscribers::settle(index i) noexcept {
    nat_subscriber& s = at(i);
    --s.mappings;
    if (s.mappings == 0 && s.blocks == 0)
        table_.erase(i);
}

void nat_subscribers::give_block(index i, std::uint32_t slot, const port_range& ports, std::uint32_t held,
                                 std::uint32_t now) noexcept {
    nat_subscriber& s = at(i);
    const index b = free_;
    free_ = blocks_[b].next;
    blocks_[b] = {.owner = i, .next = s.first_block, .slot = slot, .ports = ports, .hold_down = held};
    s.first_block = b;
    ++s.blocks;
    s.slot = slot;
    ports_.keep(slot);
    ports_.take_block(slot, ports);
    hold_down(b, now);
    report(blocks_[b], nat_event_kind::block_given);
}

void nat_subscribers::hold_down(index b, std::uint32_t now) noexcept {
    blocks_[b].free_at = now + blocks_[b].hold_down;
    held_down_.arm(b, blocks_[b].free_at);
}

void nat_subscribers::take_back(index b) noexcept {
    nat_block& block = blocks_[b];
    report(block, nat_event_kind::block_taken_back);
    ports_.give_back_block(block.slot, block.ports);
    ports_.release(block.slot);
    nat_subscriber& owner = at(block.owner);
    index* link = &owner.first_block;
    while (*link != b)
        link = &blocks_[*link].next;
    *link = block.next;
    --owner.blocks;
    ++owner.mappings;
    settle(block.owner);
    block = {.next = free_};
    free_ = b;
}

void nat_subscribers::expire(std::uint32_t now, std::size_t budget) noexcept {
    held_down_.advance(now, budget, [this, now](index b) -> std::optional<timer_wheel::tick> {
        if (static_cast<std::int32_t>(now - blocks_[b].free_at) < 0)
            return blocks_[b].free_at;
        take_back(b);
        return std::nullopt;
    });
}

void nat_subscribers::report(const nat_block& block, nat_event_kind kind) noexcept {
    const flow_key& who = key(block.owner);
    journal_.write({.subscriber = who.source,
                    .external = ports_.address(block.slot).bytes,
                    .ports = block.ports,
                    .zone = who.zone,
                    .ip_version = who.ip_version,
                    .external_version = ports_.address(block.slot).ip_version,
                    .kind = kind});
}

} // namespace xdpk::detail
