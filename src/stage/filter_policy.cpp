// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/filter_policy.hpp>

#include "filter_groups.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <variant>

namespace xdpk {

namespace {

constexpr std::size_t at_a_time = 64;

std::string title(const filter_rule& rule, std::size_t position) {
    return "filter rule " + std::to_string(position) + " '" + rule.name + "'";
}

[[noreturn]] void refuse(const filter_rule& rule, std::size_t position, const std::string& what,
                         const std::string& hint) {
    throw error({.where = title(rule, position), .what = what, .hint = hint});
}

xdpk_verdict verdict_of(filter_action action) noexcept {
    switch (action) {
    case filter_action::permit:
        return XDPK_FORWARD;
    case filter_action::reject:
        return XDPK_REJECT;
    case filter_action::drop:
        break;
    }
    return XDPK_DROP;
}

void check_match(const filter_rule& rule, std::size_t position) {
    const auto check = [&](const address_match& match, const filter_group& group, const std::string& side) {
        if (std::holds_alternative<named_set>(match))
            refuse(rule, position, "its match names a set by a number", "name the set in '" + side + "'");
        if (match.index() != 0 && group.index() != 0)
            refuse(rule, position, "'" + side + "' has addresses and a group", "leave one of them out");
    };
    check(rule.match.source, rule.from, "from");
    check(rule.match.destination, rule.to, "to");
    if (rule.match.priority != 0 || rule.match.action != 0)
        refuse(rule, position, "its match has a priority or an action", "leave them 0: rules are asked in order");
}

void check_effect(const filter_rule& rule, std::size_t position) {
    if (rule.rate && rule.action == filter_action::drop)
        refuse(rule, position, "it drops, and has a rate of flows that it does not drop", "leave the rate out");
    if (rule.rate && (rule.rate->flows_per_second == 0 || rule.rate->burst == 0))
        refuse(rule, position, "a rate or burst of 0 flows lets none pass", "use the action drop");
    if (rule.mark && rule.action != filter_action::permit)
        refuse(rule, position, "it marks packets that go nowhere", "leave the mark out");
}

void check(const std::vector<filter_rule>& rules) {
    std::unordered_set<std::string_view> names;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].name.empty())
            refuse(rules[i], i, "it has no name", "give it one: its counters are shown by it");
        if (!names.insert(rules[i].name).second)
            refuse(rules[i], i, "there is another rule of this name", "rename one of them");
        check_match(rules[i], i);
        check_effect(rules[i], i);
    }
}

/// What the rules do. The classifier is to tell apart what differs, and each limit is one of its own.
class effects {
public:
    explicit effects(const filter_policy_config& config) {
        steps.reserve(config.rules.size() + 1);
        for (const filter_rule& rule : config.rules)
            add(rule);
        steps.push_back({.verdict = verdict_of(config.otherwise), .log = config.log_otherwise});
    }

    std::vector<filter_step> steps;
    std::vector<filter_rate> rates;
    std::vector<std::uint32_t> numbers; ///< of rules that do the same, the same

private:
    void add(const filter_rule& rule) {
        filter_step step{.verdict = verdict_of(rule.action), .log = rule.log, .mark = rule.mark};
        if (rule.rate) {
            step.limit = static_cast<std::uint32_t>(rates.size());
            rates.push_back(*rule.rate);
        }
        const auto next = static_cast<std::uint32_t>(known_.size());
        numbers.push_back(known_.try_emplace({step.verdict, step.log, step.mark, step.limit}, next).first->second);
        steps.push_back(step);
    }

    using effect = std::tuple<xdpk_verdict, bool, std::optional<std::uint32_t>, std::optional<std::uint32_t>>;
    std::map<effect, std::uint32_t> known_;
};

address_match resolve(const address_match& match, const filter_group& group, detail::filter_groups& groups) {
    if (const auto* const set = std::get_if<set_name>(&group))
        return named_set{groups.number_of(*set)};
    if (const auto* const selector = std::get_if<label_selector>(&group))
        return named_set{groups.number_of(*selector)};
    return match;
}

/// What the classifier says of the rule, without its own name for it.
std::string objection(const classifier_rule& rule) {
    const std::string_view its_name = "classifier rule 0: ";
    try {
        classifier().add(rule);
    } catch (const error& e) {
        const std::string text = e.what();
        return text.starts_with(its_name) ? text.substr(its_name.size()) : text;
    }
    return {};
}

std::vector<classifier_rule> resolve(const std::vector<filter_rule>& rules, const std::vector<std::uint32_t>& effects,
                                     detail::filter_groups& groups) {
    std::vector<classifier_rule> resolved;
    resolved.reserve(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        classifier_rule& one = resolved.emplace_back(rules[i].match);
        one.action = effects[i];
        try {
            one.source = resolve(one.source, rules[i].from, groups);
            one.destination = resolve(one.destination, rules[i].to, groups);
        } catch (const error& e) {
            throw error({.where = title(rules[i], i), .what = e.what()});
        }
    }
    return resolved;
}

void load(classifier& table, const std::vector<filter_rule>& rules, const std::vector<classifier_rule>& resolved) {
    try {
        table.replace(resolved);
    } catch (const error&) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (const std::string why = objection(resolved[i]); !why.empty())
                throw error({.where = title(rules[i], i), .what = why});
        throw;
    }
}

} // namespace

filter_policy::filter_policy(filter_policy_config config) : config_(std::move(config)) {
    check(config_.rules);
    effects all(config_);
    steps_ = std::move(all.steps);
    rates_ = std::move(all.rates);
    groups_ = std::make_unique<detail::filter_groups>(config_.sets);
    const std::vector<classifier_rule> resolved = resolve(config_.rules, all.numbers, *groups_);
    // Before the rules: none is there yet to be built anew for each new combination of groups.
    groups_->fill(table_, config_.sets, config_.endpoints);
    load(table_, config_.rules, resolved);
    config_.sets.clear(); // The groups have them, and change.
    config_.endpoints.clear();
}

filter_policy::~filter_policy() = default;

std::uint32_t filter_policy::decide(const packet_fields& fields) const noexcept {
    std::uint32_t rule = size();
    decide({&fields, 1}, {&rule, 1});
    return rule;
}

void filter_policy::decide(std::span<const packet_fields> flows, std::span<std::uint32_t> rules) const noexcept {
    std::array<classifier_hit, at_a_time> hits;
    for (std::size_t i = 0; i < flows.size(); i += at_a_time) {
        const std::size_t some = std::min(at_a_time, flows.size() - i);
        table_.lookup(flows.subspan(i, some), std::span(hits).first(some));
        for (std::size_t j = 0; j < some; ++j)
            rules[i + j] = hits[j].rule == classifier_hit::no_rule ? size() : hits[j].rule;
    }
}

std::string_view filter_policy::name_of(std::uint32_t rule) const noexcept {
    return rule < size() ? std::string_view(config_.rules[rule].name) : "default";
}

std::size_t filter_policy::add_to_set(std::string_view set, std::span<const address_block> blocks) {
    return groups_->add(table_, set, blocks);
}

std::size_t filter_policy::remove_from_set(std::string_view set, std::span<const address_block> blocks) {
    return groups_->remove(table_, set, blocks);
}

std::vector<address_block> filter_policy::blocks_of(std::string_view set) const {
    const std::set<address_block>& blocks = groups_->blocks_of(set);
    return {blocks.begin(), blocks.end()};
}

std::vector<address_block> filter_policy::blocks_of(const label_selector& selector) const {
    return groups_->members_of({selector.labels.begin(), selector.labels.end()});
}

void filter_policy::set_labels(const address_block& block, const std::vector<std::string>& labels) {
    groups_->set_labels(table_, block, labels);
}

std::vector<std::uint32_t> filter_policy::explain(const packet_fields& fields) const { return table_.explain(fields); }

std::vector<superfluous_rule> filter_policy::find_superfluous() const { return table_.find_superfluous(); }

void filter_policy::reclaim() { table_.reclaim(); }

} // namespace xdpk
