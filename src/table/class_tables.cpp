// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_tables.hpp"

#include "table/class_order.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace xdpk::detail {

namespace {

/// Addresses word by word, ports, protocol, ICMP type and code, VLAN, DSCP, interface, labels.
constexpr std::uint32_t whole_word = 0xFFFFFFFF;
constexpr std::array<field_place, most_class_fields> places{{
    {0, 0, whole_word},
    {1, 0, whole_word},
    {2, 0, whole_word},
    {3, 0, whole_word},
    {4, 0, whole_word},
    {5, 0, whole_word},
    {6, 0, whole_word},
    {7, 0, whole_word},
    {ports_word, 16, 0xFFFF},
    {ports_word, 0, 0xFFFF},
    {9, 24, 0xFF},
    {9, 8, 0xFF},
    {9, 0, 0xFF},
    {10, 16, 0xFFFF},
    {10, 8, 0xFF},
    {11, 16, 0xFFFF},
    {12, 16, 0xFFFF},
    {12, 0, 0xFFFF},
}};

/// TCP flags and fragment bits, whose masks are not ranges.
bool says_more(const compiled_rule& rule) noexcept {
    packet_fields more{.protocol = ip_proto{0}, .tcp_flags = 0xFF, .fragment = 0xFF};
    const packet_fields::words bits = more.to_words();
    for (std::size_t i = 0; i < bits.size(); ++i)
        if ((rule.mask[i] & bits[i]) != 0)
            return true;
    return false;
}

value_range range_of(const compiled_rule& rule, const field_place& place) noexcept {
    if (place.word == ports_word) {
        const port_range ports = place.shift != 0 ? rule.source_ports : rule.destination_ports;
        return {ports.first, ports.last};
    }
    const std::uint32_t first = value_at(place, rule.value[place.word] & rule.mask[place.word]);
    return {first, first | (~value_at(place, rule.mask[place.word]) & place.mask)};
}

template <class T>
std::size_t bytes_of(const std::vector<T>& v) noexcept {
    return v.size() * sizeof(T);
}

} // namespace

class_tables::class_tables(const split_rules& rules)
    : size_(rules.deciding.size() + rules.shadowed.size()), shadowing_(rules.shadowing) {
    const auto chunks = order_in_chunks(rules.deciding);
    layout_.chunks = static_cast<std::uint32_t>(chunks.size());
    layout_.words = rule_bits::words;
    if (chunks.size() == 1)
        layout_.words = std::max(std::bit_ceil(static_cast<std::uint32_t>(rules.deciding.size() + 63) / 64), 2U);
    rules_.resize((chunks.size() - 1) * rule_bits::bits + chunks.back().size());
    whole_.resize(rules.shadowed.empty() ? rules_.size() : first_shadowed() + rules.shadowed.size());
    live_.resize((whole_.size() + rule_bits::bits - 1) / rule_bits::bits);
    for (std::size_t c = 0; c < chunks.size(); ++c)
        for (std::size_t i = 0; i < chunks[c].size(); ++i)
            put_deciding(*chunks[c][i], c * rule_bits::bits + i);
    for (std::size_t i = 0; i < rules.shadowed.size(); ++i)
        put(*rules.shadowed[i], first_shadowed() + i);
    make_fields();
    make_view();
}

void class_tables::put(const compiled_rule& rule, std::size_t place) {
    whole_[place] = rule;
    live_[place / rule_bits::bits].set(place % rule_bits::bits);
}

void class_tables::put_deciding(const compiled_rule& rule, std::size_t place) {
    put(rule, place);
    const bool unsure = says_more(rule);
    rules_[place] = {rule.order, rule.action, unsure ? 1U : 0U};
    unsure_count_ += unsure ? 1 : 0;
}

void class_tables::make_fields() {
    std::vector<value_range> wanted(rules_.size());
    for (const field_place& place : places) {
        bool any = false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            wanted[i] = holds(i) ? range_of(whole_[i], place) : value_range{1, 0};
            any = any || (holds(i) && (wanted[i].first != 0 || wanted[i].last != place.mask));
        }
        if (any)
            fields_.emplace_back(place, layout_, wanted);
    }
}

void class_tables::make_view() {
    for (std::size_t f = 0; f < fields_.size(); ++f)
        view_.fields[f] = fields_[f].view();
    view_.field_count = static_cast<std::uint32_t>(fields_.size());
    view_.chunk_count = layout_.chunks;
    view_.chunk_words = layout_.words;
    view_.live = live_.data();
    view_.rules = rules_.data();
    view_.whole = whole_.data();
}

std::optional<std::size_t> class_tables::place_of(std::uint32_t id) const noexcept {
    for (std::size_t i = 0; i < whole_.size(); ++i)
        if (whole_[i].id == id && holds(i))
            return i;
    return std::nullopt;
}

bool class_tables::shadows(std::uint32_t id) const noexcept { return std::ranges::binary_search(shadowing_, id); }

std::size_t class_tables::memory() const noexcept {
    std::size_t bytes = layout_.chunks * sizeof(rule_bits) + bytes_of(rules_) + unsure_count_ * sizeof(compiled_rule) +
                        fields_.size() * sizeof(class_field_view);
    for (const class_field& field : fields_)
        bytes += field.memory();
    return bytes;
}

} // namespace xdpk::detail
