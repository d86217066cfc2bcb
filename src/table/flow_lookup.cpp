// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/flow_store.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace xdpk::detail {

namespace {

/// The entry of a line's first candidate.
flow_store::index index_of(flow_store::index line, std::uint32_t candidates) noexcept {
    return line * tag_line::slots + static_cast<flow_store::index>(std::countr_zero(candidates));
}

} // namespace

flow_store::place flow_store::place_of(const flow_key& key) const noexcept {
    place its{};
    place_(hashing_, &key, 1, lines(), &its);
    return its;
}

flow_store::index flow_store::pick(index line, std::uint32_t candidates, const flow_key& key) const noexcept {
    for (; candidates != 0; candidates &= candidates - 1)
        if (const index i = index_of(line, candidates); at(i).key == key)
            return i;
    return none;
}

flow_store::index flow_store::locate(const place& first, const flow_key& key) const noexcept {
    index line = first.line;
    index found = none;
    do {
        found = pick(line, lines()[line].match(first.tag), key);
        if (found != none || !lines()[line].may_have_passed(first.tag))
            break;
        line = after(line);
    } while (line != first.line);
    return found;
}

bool flow_store::alive(index i, tick now) const noexcept {
    const auto left = [&](index direction) { return static_cast<std::int32_t>(at(direction).deadline - now); };
    return left(i) > 0 || left(other(i)) > 0;
}

void flow_store::lookup_some(const flow_key* keys, std::size_t count, tick now, index* found) const noexcept {
    tag_search search;
    const tag_line* const directory = lines();
    place_(hashing_, keys, count, directory, search.places.data());
    match_(directory, search, count);
    for (std::size_t i = 0; i < count; ++i)
        if (const std::uint32_t candidates = search.found[i] & tag_line::all; candidates != 0)
            prefetch(index_of(search.places[i].line, candidates));
    for (std::size_t i = 0; i < count; ++i) {
        found[i] = none;
        if (search.found[i] == 0)
            continue;
        const place& first = search.places[i];
        const std::uint32_t candidates = search.found[i] & tag_line::all;
        index entry = candidates != 0 ? index_of(first.line, candidates) : none;
        // Rarely the first candidate is not the key's entry, or that is in a later line.
        if (entry == none || !(at(entry).key == keys[i]))
            entry = locate(first, keys[i]);
        if (entry != none && alive(entry, now))
            found[i] = entry;
    }
}

void flow_store::lookup(std::span<const flow_key> keys, tick now, std::span<index> found) const noexcept {
    const std::size_t count = std::min(keys.size(), found.size());
    for (std::size_t i = 0; i < count; i += tag_search::most)
        lookup_some(&keys[i], std::min(tag_search::most, count - i), now, &found[i]);
}

} // namespace xdpk::detail
