// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/table/flow_store.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace xdpk::detail {

namespace {

/// The entry of a line's first candidate.
flow_store::index index_of(flow_store::index line, std::uint32_t candidates) noexcept {
    return line * tag_line::slots + static_cast<flow_store::index>(std::countr_zero(candidates));
}

/// One word of the key; a copy of the whole would go through the stack.
std::uint64_t word(const flow_key& key, std::size_t i) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const std::byte*>(&key) + i * sizeof(value), sizeof(value));
    return value;
}

} // namespace

flow_store::place flow_store::place_of(const flow_key& key) const noexcept {
    // Each factor has a secret of its own: nobody can choose one to be 0 and thereby the product.
    const auto blinded = [&](std::size_t i) { return word(key, i) ^ secrets_[i]; };
    const std::uint64_t source = fold_multiply(blinded(0), blinded(1));
    const std::uint64_t destination = fold_multiply(blinded(2), blinded(3));
    const std::uint64_t hash = fold_multiply(source ^ blinded(4), destination ^ secrets_[5]);
    const std::uint32_t tag = hash & 0xFFFFU;
    // Multiply and shift (Lemire 2019) takes any number of lines, and of the hash the bits that the tag leaves.
    return {static_cast<index>((hash >> 32U) * line_count_ >> 32U), tag != tag_line::no_tag ? tag : 1};
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
    for (std::size_t i = 0; i < count; ++i) {
        search.places[i] = place_of(keys[i]);
        __builtin_prefetch(directory + search.places[i].line);
    }
    match_(directory, search, count);
    for (std::size_t i = 0; i < count; ++i)
        if (search.found[i] != 0)
            __builtin_prefetch(raw(index_of(search.places[i].line, search.found[i])));
    for (std::size_t i = 0; i < count; ++i) {
        const place& first = search.places[i];
        index entry = none;
        if (search.found[i] != 0)
            entry = index_of(first.line, search.found[i]);
        // Rarely the first candidate is not the key's entry, or that is in a later line.
        if (search.found[i] != 0 ? !(at(entry).key == keys[i]) : directory[first.line].may_have_passed(first.tag))
            entry = locate(first, keys[i]);
        found[i] = entry != none && alive(entry, now) ? entry : none;
    }
}

void flow_store::lookup(std::span<const flow_key> keys, tick now, std::span<index> found) const noexcept {
    const std::size_t count = std::min(keys.size(), found.size());
    for (std::size_t i = 0; i < count; i += tag_search::most)
        lookup_some(&keys[i], std::min(tag_search::most, count - i), now, &found[i]);
}

} // namespace xdpk::detail
