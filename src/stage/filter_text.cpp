// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/filter_rule.hpp>

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace xdpk {

namespace {

std::string name_of(ip_proto protocol) {
    static constexpr std::array names{
        std::pair{ip_proto::icmp, "icmp"},     std::pair{ip_proto::igmp, "igmp"}, std::pair{ip_proto::ipip, "ipip"},
        std::pair{ip_proto::tcp, "tcp"},       std::pair{ip_proto::udp, "udp"},   std::pair{ip_proto::ipv6, "ipv6"},
        std::pair{ip_proto::gre, "gre"},       std::pair{ip_proto::esp, "esp"},   std::pair{ip_proto::ah, "ah"},
        std::pair{ip_proto::icmpv6, "icmpv6"}, std::pair{ip_proto::sctp, "sctp"},
    };
    for (const auto& [number, name] : names)
        if (number == protocol)
            return name;
    return fmt::format("protocol {}", static_cast<unsigned>(protocol));
}

/// Who is at one end of a flow.
struct text_of_match {
    std::string operator()(std::monostate /*any*/) const { return "any"; }
    std::string operator()(named_set set) const { return fmt::format("set number {}", set.number); }
    template <class Address>
    std::string operator()(const ip_prefix<Address>& block) const {
        const std::string address = to_string(block.masked().address);
        return block.length == ip_prefix<Address>::bits ? address : fmt::format("{}/{}", address, block.length);
    }
    std::string operator()(const set_name& set) const { return "set " + set.name; }
    std::string operator()(const label_selector& selector) const {
        return fmt::format("labels {}", fmt::join(selector.labels, ","));
    }
};

std::string end_of(const address_match& match, const filter_group& group, const port_range& ports) {
    const port_range all;
    std::string text = group.index() != 0 ? std::visit(text_of_match(), group) : std::visit(text_of_match(), match);
    if (ports.first == ports.last)
        text += fmt::format(" port {}", ports.first);
    else if (ports.first != all.first || ports.last != all.last)
        text += fmt::format(" ports {}-{}", ports.first, ports.last);
    return text;
}

template <class T>
void add(std::string& text, const char* name, const std::optional<T>& value) {
    if (value)
        text += fmt::format(" {} {}", name, *value);
}

/// The value of the bits that matter, and which these are.
void add(std::string& text, const char* name, const bit_match& bits) {
    if (bits.mask != 0)
        text += fmt::format(" {} {:#04x}/{:#04x}", name, bits.value, bits.mask);
}

} // namespace

std::string_view to_string(filter_action action) noexcept {
    switch (action) {
    case filter_action::permit:
        return "permit";
    case filter_action::drop:
        return "drop";
    case filter_action::reject:
        return "reject";
    }
    return "";
}

std::string describe(const filter_rule& rule) {
    const classifier_rule& match = rule.match;
    std::string text(to_string(rule.action));
    if (match.protocol)
        text += fmt::format(" {}", name_of(*match.protocol));
    text += fmt::format(" from {}", end_of(match.source, rule.from, match.source_ports));
    text += fmt::format(" to {}", end_of(match.destination, rule.to, match.destination_ports));
    add(text, "tcp_flags", match.tcp_flags);
    add(text, "icmp_type", match.icmp_type);
    add(text, "icmp_code", match.icmp_code);
    add(text, "vlan", match.vlan);
    add(text, "dscp", match.dscp);
    add(text, "fragment", match.fragment);
    add(text, "interface", match.interface);
    if (rule.rate)
        text += fmt::format(" rate {}/s burst {}", rule.rate->flows_per_second, rule.rate->burst);
    add(text, "mark", rule.mark);
    return rule.log ? text + " log" : text;
}

} // namespace xdpk
