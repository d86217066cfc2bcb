// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace xdpk {

/// The rule that decides a packet's way.
struct classifier_hit {
    static constexpr std::uint32_t no_rule = 0xFFFFFFFF;

    std::uint32_t rule = no_rule;
    std::uint32_t action = 0;
};

/// A rule that could go without any packet being treated otherwise.
struct superfluous_rule {
    enum class reason : std::uint8_t {
        shadowed,  ///< all it matches is matched by an earlier rule of another action: it says something, in vain
        redundant, ///< the same with the same action, or a later rule does to its packets what it does
    };

    std::uint32_t rule;
    std::uint32_t because_of; ///< the one rule
    reason why;

    bool operator==(const superfluous_rule&) const = default;
};

/// Finds the first of many rules that a packet matches, over addresses, ports and what else packet_fields has.
///
/// The engine is chosen by size, for each IP version. Up to 32 rules are compared with the packet sixteen at a time
/// (linear). Up to 16,384 that can decide anything are found by classes: the values of each field between which no rule
/// begins or ends lead to a bit vector of the rules that want them, and the first bit that all fields' vectors have is
/// the packet's rule (Lakshman and Stiliadis, SIGCOMM 1998). Of vectors in several chunks of 512 rules only those are
/// read in which every field has rules (Baboescu and Varghese, SIGCOMM 2001). TCP flags and fragment bits are compared
/// when the other fields agree. Rules for which an earlier one for all addresses does everything are set aside. More
/// rules are sorted into hash tables by the bits on which they decide, after TupleMerge (Daly, Bruschi, Linguaglossa,
/// Pontarelli, Rossi, Tollet, Torng and Yourtchenko, IEEE/ACM ToN 2019): rules with more bits share a table with rules
/// with fewer as long as few have the same key (tuples).
///
/// Lookup is for a burst of packets at once. By classes: O(fields * log(rules)) and a 512th of the rules; an IPv6
/// address is up to four fields. By tuples: O(tables), some tens, those with early rules first, until no later one can
/// have an earlier rule. Memory: by classes some 70 to 250 bytes per rule and IP version that it is for, by tuples 136
/// and 16 to 32 bytes of hash table; in either case the rules as given, two times, which lookups do not touch.
/// Building: O(rules * log(rules)) by classes, O(rules * tables) by tuples. A change of one rule of tuples rewrites the
/// hash table it is in. Rules added to classes are kept in hash tables, and those erased are masked, until an eighth
/// (at least 32) has changed or a rule goes because of which others were set aside: then all is built anew.
///
/// Rules may name sets of addresses instead of a block. If any does, the lookup begins with a longest-prefix match of
/// both addresses, which finds their labels: numbers of combinations of sets. A rule that names sets is there once for
/// each combination that has them; at most 32766 combinations, and 1.1 million blocks of either IP version. A block
/// that joins or leaves a set changes nothing else, unless the combination is new: then all rules are built anew, and
/// so they are when a rule that names sets comes or goes. An address that changes sets is in the old ones or the new
/// ones, one address at a time.
///
/// One writer; any number of readers at the same time, without locks: a burst sees the rules before or after a change,
/// never a mixture. What a change has replaced is freed by reclaim(): call it when every reader has finished the bursts
/// it was in. At most 2^20 rules; more throw xdpk::error. Nothing is allocated in lookups.
class classifier {
public:
    enum class engine : std::uint8_t { empty, linear, classes, tuples };

    classifier();
    ~classifier();
    classifier(const classifier&) = delete;
    classifier& operator=(const classifier&) = delete;

    /// All rules anew, at once; they are numbered from 0. Throws xdpk::error, and keeps the old ones, if one is
    /// refused.
    void replace(std::span<const classifier_rule> rules);

    /// The new rule's number. Throws xdpk::error if it could not match anything.
    std::uint32_t add(const classifier_rule& rule);

    /// Whether there was such a rule. Numbers are not used again until replace().
    bool erase(std::uint32_t rule);

    /// Puts blocks of addresses into a set, or takes blocks out that were put in, for rules that name the set. Returns
    /// for how many that was a change. Throws xdpk::error, and changes nothing, if a length cannot be, or there are
    /// too many blocks or combinations of sets.
    std::size_t add_to_set(std::uint32_t set, std::span<const address_block> blocks);
    std::size_t remove_from_set(std::uint32_t set, std::span<const address_block> blocks);

    /// The hits of packets; the spans are of equal length. What is neither IPv4 nor IPv6 hits nothing.
    void lookup(std::span<const packet_fields> packets, std::span<classifier_hit> hits) const noexcept;

    /// All rules that the packet matches, the one that decides first. Slow; for the writer.
    [[nodiscard]] std::vector<std::uint32_t> explain(const packet_fields& packet) const;

    /// Rules without effect, by number. For the writer; takes seconds with many rules.
    [[nodiscard]] std::vector<superfluous_rule> find_superfluous() const;

    /// No reader is in a burst that it began before the last change.
    void reclaim();

    [[nodiscard]] std::size_t size() const noexcept;
    /// Bytes that lookups may touch.
    [[nodiscard]] std::size_t memory() const noexcept;
    /// What packets of IP version 4 or 6 are looked up with, and in how many tables.
    [[nodiscard]] engine engine_for(unsigned ip_version) const noexcept;
    [[nodiscard]] std::size_t tables_for(unsigned ip_version) const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// "empty", "linear", "classes", "tuples".
[[nodiscard]] std::string_view to_string(classifier::engine engine) noexcept;

} // namespace xdpk
