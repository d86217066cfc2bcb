// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/flow_store.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <bit>
#include <string>

namespace xdpk::detail {

namespace {

constexpr std::uint64_t fullest_percent = 80; // more, and many keys go to a second line

/// Steps that making room may take: it happens on the way of a packet.
constexpr std::size_t room_steps = 16;

timer_wheel::index lines_for(std::size_t entries) {
    const std::uint64_t lines = entries * 100 / (fullest_percent * tag_line::slots) + 1;
    if (entries == 0 || lines * tag_line::slots >= (std::uint64_t{1} << 29U))
        throw error({.where = "flow table",
                     .what = "room for " + std::to_string(entries) + " entries",
                     .hint = "choose from 1 to 400 million"});
    return static_cast<timer_wheel::index>(lines);
}

/// Splitmix64 (Steele, Lea, Flood 2014).
std::array<std::uint64_t, 16> secrets_from(std::uint64_t seed) {
    std::array<std::uint64_t, 16> secrets{};
    for (std::uint64_t& secret : secrets) {
        seed += 0x9E3779B97F4A7C15;
        secret = (seed ^ seed >> 30U) * 0xBF58476D1CE4E5B9;
        secret = (secret ^ secret >> 27U) * 0x94D049BB133111EB;
        secret ^= secret >> 31U;
    }
    return secrets;
}

} // namespace

flow_store::flow_store(std::size_t entries, std::size_t entry_bytes, std::uint64_t seed, tick now)
    : entry_bytes_(entry_bytes), capacity_(entries), hashing_{secrets_from(seed), lines_for(entries)},
      place_(best_flow_placer()), match_(best_tag_matcher()),
      lines_(mapping::anonymous(hashing_.line_count * sizeof(tag_line))),
      entries_(mapping::anonymous(std::size_t{hashing_.line_count} * tag_line::slots * entry_bytes)),
      links_(hashing_.line_count * tag_line::slots, 2), transitory_(links_, 0, now), established_(links_, 1, now) {}

std::size_t flow_store::bytes() const noexcept {
    return lines_.size() + entries_.size() + std::size_t{hashing_.line_count} * tag_line::slots * sizeof(timer_node);
}

timer_wheel& flow_store::wheel_of(flow_phase phase) noexcept {
    return phase == flow_phase::transitory ? transitory_ : established_;
}

flow_store::index flow_store::first_direction(index i) const noexcept {
    return (at(i).link & second) != 0 ? other(i) : i;
}

flow_store::tick flow_store::last_deadline(index first) const noexcept {
    const tick mine = at(first).deadline;
    const tick others = at(other(first)).deadline;
    return static_cast<std::int32_t>(others - mine) > 0 ? others : mine;
}

flow_store::index flow_store::add(const flow_key& key, const place& first, tick deadline) noexcept {
    index line = first.line;
    std::uint32_t free = lines()[line].free();
    for (; free == 0; free = lines()[line].free()) {
        lines()[line].let_pass(first.tag);
        line = after(line);
    }
    const auto slot = static_cast<index>(std::countr_zero(free));
    lines()[line].tags[slot] = static_cast<std::uint16_t>(first.tag);
    const index i = line * tag_line::slots + slot;
    at(i) = {key, deadline, i | (line != first.line ? displaced : 0)};
    ++size_;
    return i;
}

void flow_store::release(index i) noexcept {
    const index line = i / tag_line::slots;
    lines()[line].tags[i % tag_line::slots] = tag_line::no_tag;
    --size_;
    if ((at(i).link & displaced) == 0)
        return;
    for (index passed = place_of(at(i).key).line; passed != line; passed = after(passed))
        lines()[passed].forget_one();
}

void flow_store::prefetch_some(std::span<const flow_key> keys) const noexcept {
    std::array<place, tag_search::most> places;
    place_(hashing_, keys.data(), keys.size(), lines(), places.data());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const index line = places[i].line;
        const std::uint32_t free = lines()[line].free();
        const index likely = line * tag_line::slots + static_cast<index>(std::countr_zero(free | 1U << 29U));
        prefetch(likely);
        links_.prefetch(likely);
    }
}

void flow_store::prefetch_insert(std::span<const flow_key> keys) const noexcept {
    for (; keys.size() > tag_search::most; keys = keys.subspan(tag_search::most))
        prefetch_some(keys.first(tag_search::most));
    prefetch_some(keys);
}

flow_store::insertion flow_store::insert(std::span<const flow_key> keys, flow_phase phase, tick now, tick deadline,
                                         const farewell& gone) noexcept {
    if (keys.size() == 2 && keys[0] == keys[1])
        keys = keys.first(1);
    std::array<place, 2> places{};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        places[i] = place_of(keys[i]);
        const index had = locate(places[i], keys[i]);
        if (had == none)
            continue;
        if (alive(had, now))
            return {insert_result::present, had};
        gone.call(gone.context, first_direction(had));
        erase(had);
        ++counters_.expired;
    }
    if (capacity_ - size_ < keys.size() && !make_room(keys.size(), now, gone)) {
        ++counters_.refused;
        return {insert_result::full, none};
    }
    const index first = add(keys.front(), places[0], deadline);
    if (keys.size() == 2) {
        const index reply = add(keys.back(), places[1], deadline);
        at(reply).link = (at(reply).link & ~link_mask) | first | second;
        at(first).link = (at(first).link & ~link_mask) | reply;
    }
    if (phase == flow_phase::established)
        at(first).link |= established;
    wheel_of(phase).arm(first, deadline);
    ++counters_.inserted;
    return {insert_result::inserted, first};
}

void flow_store::erase(index flow) noexcept {
    const index first = first_direction(flow);
    const index reply = other(first);
    links_.disarm(first);
    release(first);
    if (reply != first)
        release(reply);
}

bool flow_store::make_room(std::size_t wanted, tick now, const farewell& gone) noexcept {
    if (wanted > capacity_)
        return false;
    collect(transitory_, now, room_steps, gone);
    collect(established_, now, room_steps, gone);
    while (capacity_ - size_ < wanted) {
        const auto victim = transitory_.earliest(room_steps, [this](index first) { return last_deadline(first); });
        if (!victim)
            return false;
        gone.call(gone.context, *victim);
        erase(*victim);
        ++counters_.evicted;
    }
    return true;
}

flow_phase flow_store::phase(index flow) const noexcept {
    return (at(first_direction(flow)).link & established) != 0 ? flow_phase::established : flow_phase::transitory;
}

void flow_store::set_phase(index flow, flow_phase phase, tick deadline) noexcept {
    const index first = first_direction(flow);
    at(first).deadline = deadline;
    at(other(first)).deadline = deadline;
    at(first).link = (at(first).link & ~established) | (phase == flow_phase::established ? established : 0);
    links_.disarm(first);
    wheel_of(phase).arm(first, deadline);
}

std::size_t flow_store::collect(timer_wheel& wheel, tick now, std::size_t budget, const farewell& gone) noexcept {
    return wheel.advance(now, budget, [&](index first) -> std::optional<tick> {
        if (alive(first, now))
            return last_deadline(first);
        gone.call(gone.context, first);
        erase(first);
        ++counters_.expired;
        return std::nullopt;
    });
}

std::size_t flow_store::expire(tick now, std::size_t budget, const farewell& gone) noexcept {
    // Half for each at least, so that a flood of transitory flows cannot keep the dead established ones in place.
    std::size_t steps = collect(established_, now, budget / 2, gone);
    steps += collect(transitory_, now, budget - steps, gone);
    return steps + collect(established_, now, budget - steps, gone);
}

} // namespace xdpk::detail
