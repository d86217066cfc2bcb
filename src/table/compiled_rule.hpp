// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/set_combinations.hpp"

#include <xdpk/table/classifier_rule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// A rule as it is matched: a mask and a value for the packet's words, and two ranges.
struct compiled_rule {
    packet_fields::words mask{};
    packet_fields::words value{};
    port_range source_ports{};
    port_range destination_ports{};
    std::uint64_t order = 0; ///< priority, then the order of adding; distinct
    std::uint32_t id = 0;
    std::uint32_t action = 0;
    std::uint8_t ip_version = 0; ///< 4 or 6; 0: either
    bool last = true;            ///< of the rules that stand together
};

/// The sets that a rule names.
struct sets_of_rule {
    std::optional<std::uint32_t> source{};
    std::optional<std::uint32_t> destination{};

    [[nodiscard]] bool any() const noexcept { return source || destination; }
};
[[nodiscard]] sets_of_rule named_by(const classifier_rule& rule) noexcept;

/// Throws xdpk::error if the rule cannot match anything. Sets are left out, see expand().
[[nodiscard]] compiled_rule compile(const classifier_rule& rule, std::uint32_t id);

/// Appends the rule as it is matched: one that names sets once for each combination of sets that they are in.
void expand(const compiled_rule& rule, const sets_of_rule& sets, const set_combinations& combinations,
            std::vector<compiled_rule>& to);

[[gnu::always_inline]] inline bool within(port_range range, std::uint16_t port) noexcept {
    return static_cast<std::uint16_t>(port - range.first) <= static_cast<std::uint16_t>(range.last - range.first);
}

/// The ports in a packet's words, which are big-endian.
[[gnu::always_inline]] inline std::uint16_t source_port_of(std::uint32_t ports) noexcept {
    return static_cast<std::uint16_t>((ports & 0xFFU) << 8U | (ports >> 8U & 0xFFU));
}
[[gnu::always_inline]] inline std::uint16_t destination_port_of(std::uint32_t ports) noexcept {
    return static_cast<std::uint16_t>((ports >> 16U & 0xFFU) << 8U | ports >> 24U);
}

inline constexpr std::size_t ports_word = 8;

/// Whether the packet agrees; the IP version has been looked at.
[[gnu::always_inline]] inline bool matches(const compiled_rule& rule, const std::uint32_t* words) noexcept {
    std::uint32_t difference = 0;
    for (std::size_t i = 0; i < packet_fields::word_count; ++i)
        difference |= (words[i] ^ rule.value.data()[i]) & rule.mask.data()[i];
    return difference == 0 && within(rule.source_ports, source_port_of(words[ports_word])) &&
           within(rule.destination_ports, destination_port_of(words[ports_word]));
}

/// Whether each packet that `inner` matches is matched by `outer`.
[[nodiscard]] bool covers(const compiled_rule& outer, const compiled_rule& inner) noexcept;

/// Whether there is a packet that both match.
[[nodiscard]] bool overlap(const compiled_rule& a, const compiled_rule& b) noexcept;

/// A packet that the rule matches.
[[nodiscard]] packet_fields::words sample(const compiled_rule& rule) noexcept;

} // namespace xdpk::detail
