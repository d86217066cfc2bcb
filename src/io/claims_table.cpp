// SPDX-License-Identifier: BSD-3-Clause
#include "claims_table.hpp"

#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <set>
#include <span>

namespace xdpk::detail {

namespace {

using bits = std::uint64_t;

/// Claims of one number: they differ in their destinations.
struct kind {
    claim what{}; ///< without the destination
    bits bit = 0;
};

template <class Prefix>
using destinations = std::map<Prefix, bits>;

std::vector<kind> kinds_of(const std::vector<claim>& list) {
    std::vector<kind> kinds;
    for (claim c : list) {
        c.destination = {};
        if (std::ranges::find(kinds, c, &kind::what) == kinds.end())
            kinds.push_back({.what = c});
    }
    if (kinds.size() > CLAIMS_MOST)
        throw usage_error({.where = "claims",
                           .what = fmt::format("{} that differ in more than the destination", kinds.size()),
                           .hint = fmt::format("a port takes {}; join ports to ranges, or claim more with fewer words",
                                               CLAIMS_MOST)});
    for (std::size_t i = 0; i < kinds.size(); ++i)
        kinds[i].bit = bits{1} << i;
    return kinds;
}

/// The bits of the kinds that a value fits.
template <class Fits>
bits fitting(const std::vector<kind>& kinds, Fits fits) {
    bits all = 0;
    for (const kind& k : kinds)
        all |= fits(k.what) ? k.bit : 0;
    return all;
}

/// Classes of the values of a property that a claim gives one value of.
void fill_values(const std::vector<kind>& kinds, std::optional<std::uint16_t> claim::*property,
                 std::span<__u64> claims_of_class, std::span<__u8> class_of) {
    std::set<std::uint16_t> values;
    for (const kind& k : kinds)
        if (k.what.*property)
            values.insert(*(k.what.*property));
    claims_of_class[0] = fitting(kinds, [=](const claim& c) { return !(c.*property); });
    std::uint8_t number = 0;
    for (const std::uint16_t value : values) {
        class_of[value] = ++number;
        claims_of_class[number] =
            fitting(kinds, [=](const claim& c) { return !(c.*property) || *(c.*property) == value; });
    }
}

void fill_protocols(const std::vector<kind>& kinds, claims_table& table) {
    for (unsigned value = 0; value < CLAIMS_NO_PROTOCOL; ++value)
        table.protocols[value] = fitting(kinds, [=](const claim& c) { return !c.protocol || *c.protocol == value; });
    table.protocols[CLAIMS_NO_PROTOCOL] = fitting(kinds, [](const claim& c) { return !c.protocol; });
}

// Where a range begins or has ended a class begins: at most two for each kind, and one.
void fill_ports(const std::vector<kind>& kinds, claims_table& table) {
    std::set<std::uint32_t> starts{0, CLAIMS_NO_PORT};
    for (const kind& k : kinds)
        if (k.what.ports)
            starts.insert({k.what.ports->first, k.what.ports->last + 1U});
    table.ports[0] = fitting(kinds, [](const claim& c) { return !c.ports; });
    std::uint8_t number = 0;
    for (auto start = starts.begin(), end = std::next(start); end != starts.end(); start = end++) {
        table.ports[++number] = fitting(
            kinds, [=](const claim& c) { return !c.ports || (c.ports->first <= *start && *start <= c.ports->last); });
        std::fill(table.class_of_port + *start, table.class_of_port + *end, number);
    }
}

template <class Prefix>
destinations<Prefix> destinations_of(const std::vector<claim>& list, const std::vector<kind>& kinds) {
    destinations<Prefix> own;
    for (claim c : list)
        if (const auto* const prefix = std::get_if<Prefix>(&c.destination)) {
            bits& of_prefix = own[prefix->masked()];
            c.destination = {};
            of_prefix |= std::ranges::find(kinds, c, &kind::what)->bit;
        }
    if (own.size() > CLAIMS_PREFIXES)
        throw usage_error({.where = "claims",
                           .what = fmt::format("{} destinations of one version of IP", own.size()),
                           .hint = fmt::format("a port takes {}; give shorter prefixes", CLAIMS_PREFIXES)});
    destinations<Prefix> with_shorter = own;
    for (auto& [prefix, all] : with_shorter)
        for (const auto& [other, of_other] : own)
            all |= other.contains(prefix) ? of_other : 0;
    return with_shorter;
}

template <class Key, class Prefix>
void fill_destinations(std::vector<std::pair<Key, bits>>& keys, const destinations<Prefix>& all, std::uint32_t active) {
    for (const auto& [prefix, fits] : all) {
        Key key{};
        key.bits = 32U + prefix.length;
        key.active = active;
        std::memcpy(&key.address, prefix.address.bytes.data(), prefix.address.bytes.size());
        keys.emplace_back(key, fits);
    }
}

bits any_destination(const std::vector<claim>& list, const std::vector<kind>& kinds) {
    bits all = 0;
    for (const claim& c : list)
        if (c.destination.index() == 0)
            all |= std::ranges::find(kinds, c, &kind::what)->bit;
    return all;
}

} // namespace

compiled_claims compile(const std::vector<claim>& list, std::uint32_t active) {
    const std::vector<kind> kinds = kinds_of(list);
    compiled_claims made;
    claims_table& table = *made.table;
    table.any_destination = any_destination(list, kinds);
    fill_values(kinds, &claim::type, table.types, table.class_of_type);
    fill_values(kinds, &claim::vlan, table.vlans, table.class_of_vlan);
    fill_protocols(kinds, table);
    fill_ports(kinds, table);
    fill_destinations(made.ipv4, destinations_of<ipv4_prefix>(list, kinds), active);
    fill_destinations(made.ipv6, destinations_of<ipv6_prefix>(list, kinds), active);
    return made;
}

} // namespace xdpk::detail
