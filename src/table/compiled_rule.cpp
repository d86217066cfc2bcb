// SPDX-License-Identifier: BSD-3-Clause
#include "table/compiled_rule.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <bit>
#include <string>

namespace xdpk::detail {

namespace {

static_assert(std::endian::native == std::endian::little, "the ports' places in a word");

[[noreturn]] void refuse(std::uint32_t id, const std::string& what) {
    throw error(
        {.where = "classifier rule " + std::to_string(id), .what = what, .hint = "it could not match anything"});
}

class compiler {
public:
    compiler(const classifier_rule& rule, std::uint32_t id) : rule_(rule), id_(id) {}

    compiled_rule compile() {
        address(rule_.source, &packet_fields::source);
        address(rule_.destination, &packet_fields::destination);
        exact(rule_.protocol, &packet_fields::protocol, ip_proto{0xFF});
        exact(rule_.icmp_type, &packet_fields::icmp_type, std::uint8_t{0xFF});
        exact(rule_.icmp_code, &packet_fields::icmp_code, std::uint8_t{0xFF});
        exact(rule_.vlan, &packet_fields::vlan, std::uint16_t{0xFFFF});
        exact(rule_.dscp, &packet_fields::dscp, std::uint8_t{0xFF});
        exact(rule_.interface, &packet_fields::interface, std::uint16_t{0xFFFF});
        bits(rule_.tcp_flags, &packet_fields::tcp_flags);
        bits(rule_.fragment, &packet_fields::fragment);
        port(rule_.source_ports, &packet_fields::source_port);
        port(rule_.destination_ports, &packet_fields::destination_port);
        return {.mask = mask_.to_words(),
                .value = value_.to_words(),
                .source_ports = rule_.source_ports,
                .destination_ports = rule_.destination_ports,
                .order = std::uint64_t{rule_.priority} << 32U | id_,
                .id = id_,
                .action = rule_.action,
                .ip_version = version_};
    }

private:
    void address(const address_match& wanted, std::array<std::uint8_t, 16> packet_fields::*field) {
        if (const auto* const v4 = std::get_if<ipv4_prefix>(&wanted))
            prefix(*v4, 4, field);
        else if (const auto* const v6 = std::get_if<ipv6_prefix>(&wanted))
            prefix(*v6, 6, field);
    }

    template <class Address>
    void prefix(const ip_prefix<Address>& wanted, std::uint8_t version,
                std::array<std::uint8_t, 16> packet_fields::*field) {
        if (wanted.length > ip_prefix<Address>::bits)
            refuse(id_, "prefix length " + std::to_string(wanted.length));
        if (version_ != 0 && version_ != version)
            refuse(id_, "IPv4 and IPv6 addresses together");
        version_ = version;
        std::ranges::copy(wanted.masked().address.bytes, (value_.*field).begin());
        for (std::size_t i = 0; i < sizeof(Address); ++i)
            (mask_.*field)[i] = wanted.mask_byte(i);
    }

    template <class T>
    void exact(const std::optional<T>& wanted, T packet_fields::*field, T all) {
        if (!wanted)
            return;
        value_.*field = *wanted;
        mask_.*field = all;
    }

    void bits(const bit_match& wanted, std::uint8_t packet_fields::*field) {
        if ((wanted.value & ~wanted.mask) != 0)
            refuse(id_, "bits to be set outside their mask");
        value_.*field = wanted.value;
        mask_.*field = wanted.mask;
    }

    /// The bits that all ports of a range have in common, for hashing; the range itself is compared too.
    void port(port_range wanted, be16 packet_fields::*field) {
        if (wanted.first > wanted.last)
            refuse(id_, "ports " + std::to_string(wanted.first) + " to " + std::to_string(wanted.last));
        const auto differing = std::bit_width(static_cast<unsigned>(wanted.first ^ wanted.last));
        const auto common = static_cast<std::uint16_t>(0xFFFFU << static_cast<unsigned>(differing));
        mask_.*field = be16{common};
        value_.*field = be16{static_cast<std::uint16_t>(wanted.first & common)};
    }

    const classifier_rule& rule_;
    std::uint32_t id_;
    std::uint8_t version_ = 0;
    packet_fields value_{};
    packet_fields mask_{.protocol = ip_proto{0}};
};

bool contains(port_range outer, port_range inner) noexcept {
    return outer.first <= inner.first && inner.last <= outer.last;
}

bool meet(port_range a, port_range b) noexcept { return a.first <= b.last && b.first <= a.last; }

} // namespace

compiled_rule compile(const classifier_rule& rule, std::uint32_t id) { return compiler(rule, id).compile(); }

sets_of_rule named_by(const classifier_rule& rule) noexcept {
    const auto number = [](const address_match& match) {
        const auto* const set = std::get_if<named_set>(&match);
        return set != nullptr ? std::optional(set->number) : std::nullopt;
    };
    return {number(rule.source), number(rule.destination)};
}

void expand(const compiled_rule& rule, const sets_of_rule& sets, const set_combinations& combinations,
            std::vector<compiled_rule>& to) {
    // The label 0, masked, for those that name no set.
    const auto labels = [&](const std::optional<std::uint32_t>& set) {
        return set ? combinations.labels_with(*set) : std::vector<set_combinations::label>{0};
    };
    auto mask = std::bit_cast<packet_fields>(rule.mask);
    mask.source_label = sets.source ? 0xFFFF : 0;
    mask.destination_label = sets.destination ? 0xFFFF : 0;
    auto value = std::bit_cast<packet_fields>(rule.value);
    for (const auto source : labels(sets.source))
        for (const auto destination : labels(sets.destination)) {
            value.source_label = source;
            value.destination_label = destination;
            to.push_back(rule);
            to.back().mask = mask.to_words();
            to.back().value = value.to_words();
        }
}

bool covers(const compiled_rule& outer, const compiled_rule& inner) noexcept {
    if (outer.ip_version != 0 && outer.ip_version != inner.ip_version)
        return false;
    for (std::size_t i = 0; i < packet_fields::word_count; ++i)
        if ((outer.mask[i] & ~inner.mask[i]) != 0 || ((outer.value[i] ^ inner.value[i]) & outer.mask[i]) != 0)
            return false;
    return contains(outer.source_ports, inner.source_ports) &&
           contains(outer.destination_ports, inner.destination_ports);
}

bool overlap(const compiled_rule& a, const compiled_rule& b) noexcept {
    if (a.ip_version != 0 && b.ip_version != 0 && a.ip_version != b.ip_version)
        return false;
    for (std::size_t i = 0; i < packet_fields::word_count; ++i)
        if (((a.value[i] ^ b.value[i]) & a.mask[i] & b.mask[i]) != 0)
            return false;
    return meet(a.source_ports, b.source_ports) && meet(a.destination_ports, b.destination_ports);
}

packet_fields::words sample(const compiled_rule& rule) noexcept {
    auto fields = std::bit_cast<packet_fields>(rule.value);
    fields.source_port = be16{rule.source_ports.first};
    fields.destination_port = be16{rule.destination_ports.first};
    return fields.to_words();
}

} // namespace xdpk::detail
