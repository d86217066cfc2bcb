// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <variant>
#include <vector>

namespace xdpk {

/// The naive classifier: tries rule after rule, field by field, as the rule's text says.
class classifier_model {
public:
    void add(std::uint32_t id, const classifier_rule& rule) { rules_.emplace(order{rule.priority, id}, rule); }

    void erase(std::uint32_t id) {
        std::erase_if(rules_, [&](const auto& r) { return r.first.id == id; });
    }

    /// Returns for how many blocks that was a change.
    std::size_t add_to_set(std::uint32_t set, const std::vector<address_block>& blocks) {
        return static_cast<std::size_t>(std::ranges::count_if(
            blocks, [&](const address_block& block) { return sets_[set].insert(masked(block)).second; }));
    }
    std::size_t remove_from_set(std::uint32_t set, const std::vector<address_block>& blocks) {
        return static_cast<std::size_t>(std::ranges::count_if(
            blocks, [&](const address_block& block) { return sets_[set].erase(masked(block)) != 0; }));
    }

    [[nodiscard]] std::vector<std::uint32_t> all(const packet_fields& packet) const {
        std::vector<std::uint32_t> ids;
        for (const auto& [at, rule] : rules_)
            if (matches(rule, packet))
                ids.push_back(at.id);
        return ids;
    }

    [[nodiscard]] std::uint32_t first(const packet_fields& packet) const {
        for (const auto& [at, rule] : rules_)
            if (matches(rule, packet))
                return at.id;
        return classifier_hit::no_rule;
    }

    [[nodiscard]] bool matches(const classifier_rule& rule, const packet_fields& p) const {
        return (p.ip_version == 4 || p.ip_version == 6) && address(rule.source, p.source, p.ip_version) &&
               address(rule.destination, p.destination, p.ip_version) && is(rule.protocol, p.protocol) &&
               port(rule.source_ports, p.source_port) && port(rule.destination_ports, p.destination_port) &&
               bits(rule.tcp_flags, p.tcp_flags) && is(rule.icmp_type, p.icmp_type) &&
               is(rule.icmp_code, p.icmp_code) && is(rule.vlan, p.vlan) && is(rule.dscp, p.dscp) &&
               bits(rule.fragment, p.fragment) && is(rule.interface, p.interface);
    }

private:
    struct order {
        std::uint32_t priority;
        std::uint32_t id;
        auto operator<=>(const order&) const = default;
    };

    template <class T>
    static bool is(const std::optional<T>& wanted, T value) {
        return !wanted || *wanted == value;
    }

    static bool port(port_range wanted, be16 value) {
        return wanted.first <= value.host() && value.host() <= wanted.last;
    }
    static bool bits(bit_match wanted, std::uint8_t value) { return (value & wanted.mask) == wanted.value; }

    using field = std::array<std::uint8_t, 16>;

    static address_block masked(const address_block& block) {
        return std::visit([](const auto& prefix) -> address_block { return prefix.masked(); }, block);
    }

    bool address(const address_match& wanted, const field& bytes, unsigned version) const {
        if (const auto* const set = std::get_if<named_set>(&wanted)) {
            const auto its = sets_.find(set->number);
            return its != sets_.end() && std::ranges::any_of(its->second, [&](const address_block& block) {
                       return std::visit([&](const auto& p) { return address(address_match(p), bytes, version); },
                                         block);
                   });
        }
        if (const auto* const v4 = std::get_if<ipv4_prefix>(&wanted))
            return version == 4 && v4->contains(ipv4_address{{bytes[0], bytes[1], bytes[2], bytes[3]}});
        if (const auto* const v6 = std::get_if<ipv6_prefix>(&wanted))
            return version == 6 && v6->contains(ipv6_address{bytes});
        return true;
    }

    std::map<order, classifier_rule> rules_;
    std::map<std::uint32_t, std::set<address_block>> sets_;
};

} // namespace xdpk
