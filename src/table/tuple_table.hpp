// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::detail {

/// A mask's word that is not 0.
struct hashed_word {
    std::uint32_t index;
    std::uint32_t mask;
    std::uint32_t factor;
};

/// Odd numbers without structure, one per word: fractional digits of square roots of primes (as SHA-256's constants).
inline constexpr std::array<std::uint32_t, packet_fields::word_count> hash_factors{
    0x6a09e667, 0xbb67ae85, 0x3c6ef373, 0xa54ff53b, 0x510e527f, 0x9b05688d,
    0x1f83d9ab, 0x5be0cd19, 0xcbbb9d5d, 0x629a292b, 0x9159015b, 0x152fecd9};
inline constexpr std::uint32_t last_factor = 0x8eb44a87;

/// The table's place and a tag come from different bits of it.
[[gnu::always_inline]] inline std::uint32_t finish_hash(std::uint32_t sum) noexcept {
    sum ^= sum >> 16U;
    sum *= last_factor;
    return sum ^ sum >> 15U;
}

/// A slot is 0 or (the first rule's index + 1) << 12 | tag.
inline constexpr unsigned tag_bits = 12;
inline constexpr std::uint32_t tag_mask = (1U << tag_bits) - 1;

/// What lookups need of a table of rules that have all bits of a mask in theirs.
struct tuple_view {
    const hashed_word* words;
    std::size_t word_count;
    const std::uint32_t* slots;
    std::uint32_t shift; ///< of the hash, to the slot's index
    std::uint32_t slot_mask;
    const compiled_rule* rules; ///< those of a key stand together, in their order
    std::uint64_t best;         ///< the lowest order
};

[[nodiscard]] std::uint32_t hash_words(std::span<const hashed_word> words, const std::uint32_t* of) noexcept;

/// Rules by the masked words that they have in common. Immutable.
class tuple_table {
public:
    static constexpr std::size_t most_rules = (std::size_t{1} << (32 - tag_bits)) - 2;

    /// Each rule's mask has the bits of `mask`. At most `most_rules` rules, at least one.
    tuple_table(const packet_fields::words& mask, std::vector<compiled_rule> rules);

    [[nodiscard]] const packet_fields::words& mask() const noexcept { return mask_; }
    [[nodiscard]] const std::vector<compiled_rule>& rules() const noexcept { return rules_; }
    [[nodiscard]] tuple_view view() const noexcept;
    [[nodiscard]] std::size_t memory() const noexcept;

    /// Whether a rule may be here.
    [[nodiscard]] bool accepts(const compiled_rule& rule) const noexcept;

    /// Calls `visit` with each rule that the packet's words match.
    template <class Visit>
    void for_each_match(const packet_fields::words& packet, Visit&& visit) const {
        const std::uint32_t hash = hash_words(words_, packet.data());
        for (std::size_t slot = hash >> shift_; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
            if ((slots_[slot] & tag_mask) != (hash & tag_mask))
                continue;
            for (std::size_t i = (slots_[slot] >> tag_bits) - 1;; ++i) {
                if (matches(rules_[i], packet.data()))
                    visit(rules_[i]);
                if (rules_[i].last)
                    break;
            }
        }
    }

    /// How many rules have the key of this one.
    [[nodiscard]] std::size_t count_alike(const compiled_rule& rule) const noexcept;

private:
    void fill();

    packet_fields::words mask_;
    std::vector<hashed_word> words_;
    std::vector<compiled_rule> rules_;
    std::vector<std::uint32_t> slots_;
    std::uint32_t shift_ = 0;
    std::uint64_t best_ = 0;
};

[[nodiscard]] std::vector<hashed_word> hashed_words(const packet_fields::words& mask);

/// Whether all bits of `mask` are in the rule's.
[[nodiscard]] bool has_bits(const compiled_rule& rule, const packet_fields::words& mask) noexcept;

} // namespace xdpk::detail
