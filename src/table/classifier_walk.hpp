// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/block_search.hpp"
#include "table/classifier_lookup.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The lookup of up to `lanes` packets of one IP version, table by table, in loops over lanes that the compiler turns
/// into vector instructions. Included by files compiled for different CPUs, each with its own `Target`: everything is
/// inlined, and the standard library's functions are not used.
template <class Target>
struct classifier_walk {
    static constexpr std::size_t lanes = 32;
    static constexpr std::uint64_t nothing = ~std::uint64_t{0};

    alignas(64) std::uint32_t words[packet_fields::word_count][lanes];
    alignas(64) std::uint32_t hash[lanes];
    alignas(64) std::uint32_t slot[lanes];
    alignas(64) std::uint64_t best[lanes]; ///< the order of the best rule so far
    std::uint32_t place[lanes];            ///< of the packet among all
    alignas(64) const std::uint32_t* packet[lanes];
    std::size_t used = 0;

    [[gnu::always_inline]] inline void add(const packet_fields& p, std::size_t at) noexcept {
        packet[used] = reinterpret_cast<const std::uint32_t*>(&p);
        place[used] = static_cast<std::uint32_t>(at);
        ++used;
    }

    /// As many packets as there are lanes, one behind the other; there are none yet.
    [[gnu::always_inline]] inline void add_all(const packet_fields* p, std::size_t at) noexcept {
        for (std::size_t l = 0; l < lanes; ++l)
            packet[l] = reinterpret_cast<const std::uint32_t*>(p + l);
        for (std::size_t l = 0; l < lanes; ++l)
            place[l] = static_cast<std::uint32_t>(at + l);
        used = lanes;
    }

    [[gnu::always_inline]] inline void run(const family_view& view, classifier_hit* hits) noexcept {
        // Lanes that are left over repeat the first.
        for (std::size_t l = used; l < lanes; ++l) {
            packet[l] = packet[0];
            place[l] = place[0];
        }
        for (std::size_t l = 0; l < lanes; ++l)
            best[l] = l < used ? nothing : 0;
        if (view.block_count != 0)
            run_blocks(view, hits);
        if (view.classes.chunk_count != 0)
            Target::find_classes(view.classes, packet, used, best, place, hits);
        if (view.table_count != 0)
            run_tables(view, hits);
        used = 0;
    }

private:
    [[gnu::always_inline]] inline void run_tables(const family_view& view, classifier_hit* hits) noexcept {
        for (std::size_t i = 0; i < view.word_count; ++i)
            for (std::size_t l = 0; l < lanes; ++l)
                words[view.words[i]][l] = packet[l][view.words[i]];
        for (std::size_t t = 0; t < view.table_count; ++t) {
            const tuple_view& table = view.tables[t];
            std::uint32_t wanted = 0;
            for (std::size_t l = 0; l < lanes; ++l)
                wanted |= static_cast<std::uint32_t>(best[l] > table.best) << l;
            // The tables behind have still later rules.
            if (wanted == 0)
                return;
            probe(table);
            std::uint32_t busy = 0;
            for (std::size_t l = 0; l < lanes; ++l)
                busy |= static_cast<std::uint32_t>(slot[l] != 0) << l;
            busy &= wanted;
            for (std::uint32_t rest = busy; rest != 0; rest &= rest - 1)
                __builtin_prefetch(&table.rules[(slot[__builtin_ctz(rest)] >> tag_bits) - 1]);
            for (; busy != 0; busy &= busy - 1)
                search(table, static_cast<std::size_t>(__builtin_ctz(busy)), hits);
        }
    }

    [[gnu::always_inline]] inline void probe(const tuple_view& table) noexcept {
        for (std::size_t l = 0; l < lanes; ++l)
            hash[l] = 0;
        for (std::size_t i = 0; i < table.word_count; ++i) {
            const hashed_word word = table.words[i];
            for (std::size_t l = 0; l < lanes; ++l)
                hash[l] += (words[word.index][l] & word.mask) * word.factor;
        }
        for (std::size_t l = 0; l < lanes; ++l)
            hash[l] = finish_hash(hash[l]);
        // Told that they do not overlap, the compiler gathers.
        const std::uint32_t* const __restrict__ slots = table.slots;
        std::uint32_t* const __restrict__ found = slot;
        const std::uint32_t shift = table.shift;
        for (std::size_t l = 0; l < lanes; ++l)
            found[l] = slots[hash[l] >> shift];
    }

    /// From the lane's slot on to an empty one.
    [[gnu::always_inline]] inline void search(const tuple_view& table, std::size_t l, classifier_hit* hits) noexcept {
        std::uint32_t at = hash[l] >> table.shift;
        for (std::uint32_t s = slot[l]; s != 0; s = table.slots[at]) {
            if ((s & tag_mask) == (hash[l] & tag_mask) && match_first(&table.rules[(s >> tag_bits) - 1], l, hits))
                return;
            at = (at + 1) & table.slot_mask;
        }
    }

    [[gnu::always_inline]] inline bool match_first(const compiled_rule* rule, std::size_t l,
                                                   classifier_hit* hits) noexcept {
        for (; rule->order < best[l]; ++rule) {
            if (matches(*rule, packet[l])) {
                best[l] = rule->order;
                hits[place[l]] = {rule->id, rule->action};
                return true;
            }
            if (rule->last)
                break;
        }
        return false;
    }

    [[gnu::always_inline]] inline void run_blocks(const family_view& view, classifier_hit* hits) noexcept {
        for (std::size_t l = 0; l < used; ++l)
            for (std::size_t b = 0; b < view.block_count; ++b) {
                const std::uint32_t found = block_search<Target>::compare(view, view.blocks[b], packet[l]);
                if (found == 0)
                    continue;
                const int first = __builtin_ctz(found);
                hits[place[l]] = {view.blocks[b].id[first], view.blocks[b].action[first]};
                break;
            }
    }
};

} // namespace xdpk::detail
