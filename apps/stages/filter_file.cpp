// SPDX-License-Identifier: BSD-3-Clause
#include "filter_file.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace xdpk::stages {

namespace {

/// Whom a rule is about: everybody, a block, a set or all with some labels.
struct party {
    address_match block{};
    filter_group group{};
};

constexpr std::string_view set_word = "set ";
constexpr std::string_view label_word = "label ";

std::optional<address_match> block_of(const std::string& text) {
    if (text == "any")
        return address_match{};
    const std::optional<address_block> block = form::spelling<address_block>::from_text(text);
    if (!block)
        return std::nullopt;
    return std::visit([](const auto& prefix) -> address_match { return prefix; }, *block);
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        parts.emplace_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return parts;
}

struct party_form {
    bool parse(const config_node& node, party& value) const {
        const auto* const text = std::get_if<std::string>(&node.value);
        if (text == nullptr)
            return false;
        const std::string_view word = *text;
        if (word.starts_with(set_word)) {
            value = {.group = set_name{std::string(word.substr(set_word.size()))}};
            return true;
        }
        if (word.starts_with(label_word)) {
            value = {.group = label_selector{split(word.substr(label_word.size()))}};
            return true;
        }
        const std::optional<address_match> block = block_of(*text);
        value = {.block = block.value_or(address_match{})};
        return block.has_value();
    }
    [[nodiscard]] std::string show(const party&) const { return "\"any\""; }
    [[nodiscard]] std::string wanted() const {
        return R"(whom it is about: "any", an address, a prefix, "set NAME" or "label KEY=VALUE,…")";
    }
};

const form::one_of<filter_action> actions{
    {{"permit", filter_action::permit}, {"drop", filter_action::drop}, {"reject", filter_action::reject}}};

void read_match(config_reader& table, filter_rule& rule) {
    party from;
    party to;
    table.get("from", from, party_form{}, "where the flow's first packet comes from");
    table.get("to", to, party_form{}, "where it goes to");
    rule.match.source = from.block;
    rule.from = from.group;
    rule.match.destination = to.block;
    rule.to = to.group;
    table.get("protocol", rule.match.protocol, "its protocol; any if there is none");
    table.get("ports", rule.match.destination_ports, "its destination ports");
    table.get("source_ports", rule.match.source_ports, "its source ports");
    table.get("icmp_type", rule.match.icmp_type, "its ICMP or ICMPv6 type");
    table.get("icmp_code", rule.match.icmp_code, "its ICMP or ICMPv6 code");
    table.get("vlan", rule.match.vlan, form::whole<std::uint16_t>{.least = 0, .most = 4094}, "its VLAN; 0 is untagged");
    table.get("dscp", rule.match.dscp, form::whole<std::uint8_t>{.least = 0, .most = 63}, "its DSCP");
    table.get("in_port", rule.match.interface, "number of the port that it comes in by");
}

void read_rule(config_reader& table, filter_rule& rule) {
    table.need("name", rule.name, "under which it is counted");
    table.need("action", rule.action, actions, "what is done with its flows");
    read_match(table, rule);
    table.get("log", rule.log, "each of its flows is logged");
    table.get("mark", rule.mark, "number that later stages see on its packets");
    std::optional<std::uint32_t> rate;
    std::uint32_t burst = 0;
    table.get("rate", rate, form::quantity<std::uint32_t>{.least = 1}, "so many new flows a second, and no more");
    table.get("burst", burst, form::quantity<std::uint32_t>{}, "so many at once; 0 is a second's");
    if (rate)
        rule.rate = filter_rate{.flows_per_second = *rate, .burst = burst == 0 ? *rate : burst};
}

} // namespace

void read_filter(config_reader& table, filter_policy_config& policy) {
    table.get("otherwise", policy.otherwise, actions, "what is done with flows that no rule matches");
    table.get("log_otherwise", policy.log_otherwise, "flows that no rule matches are logged");
    table.tables("set", "addresses that rules may name", [&policy](config_reader& inside) {
        filter_set& set = policy.sets.emplace_back();
        inside.need("name", set.name, "by which rules name it");
        inside.get("blocks", set.blocks, "its prefixes");
    });
    table.tables("endpoint", "addresses that carry labels", [&policy](config_reader& inside) {
        labelled_block& endpoint = policy.endpoints.emplace_back();
        inside.need("block", endpoint.block, "a prefix");
        inside.need("labels", endpoint.labels, "such as app=web");
    });
    table.tables("rule", "in order: the first that matches a flow decides",
                 [&policy](config_reader& inside) { read_rule(inside, policy.rules.emplace_back()); });
}

filter_policy_config read_filter_file(const std::string& path) {
    filter_policy_config policy;
    read_config(read_toml(path), path, [&policy](config_reader& table) { read_filter(table, policy); });
    return policy;
}

} // namespace xdpk::stages
