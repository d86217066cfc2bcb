// SPDX-License-Identifier: BSD-3-Clause
#include "flow_words.hpp"

#include "stages/cache_stage.hpp"
#include "stages/file_tables.hpp"

#include <array>

namespace xdpk::tool {

namespace {

using stages::cache_stage;

/// By xdpk_verdict.
constexpr std::array<const char*, 3> action_names{"permit", "drop", "reject"};

std::string rule_text(const filter_policy& policy, std::uint32_t rule) {
    if (rule < policy.size())
        return describe(policy.rules()[rule]);
    return std::string(action_names.at(policy.step(rule).verdict)) + " all else";
}

filter_policy& policy_of(live_stages& live) {
    filter_policy* const policy = stages::tables_of(live).policy_in_use();
    if (policy == nullptr)
        throw error({.where = "filter", .what = "there is none", .hint = "write [filter] into the file"});
    return *policy;
}

/// Flows are decided anew, and after this no worker looks at what was before.
void start_epoch(live_stages& live) {
    live.visit<cache_stage>([](cache_stage& stage, unsigned) { stage.state().cache.new_epoch(); });
}

control_table show_rules(live_stages& live) {
    control_table table{.columns = {"name", "rule", "packets", "bytes"}, .rows = {}};
    const filter_policy& policy = policy_of(live);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> sums(policy.size() + 1);
    live.visit<cache_stage>([&sums](cache_stage& stage, unsigned) {
        const std::vector<flow_sum>& own = stage.state().cache.sums(0);
        for (std::size_t rule = 0; rule < sums.size() && rule + 1 < own.size(); ++rule) {
            sums[rule].first += own[rule + 1].packets.get();
            sums[rule].second += own[rule + 1].bytes.get();
        }
    });
    for (std::uint32_t rule = 0; rule <= policy.size(); ++rule)
        table.rows.push_back(
            {std::string(policy.name_of(rule)), rule_text(policy, rule), sums[rule].first, sums[rule].second});
    return table;
}

using change_set = std::size_t (filter_policy::*)(std::string_view, std::span<const address_block>);

control_word set_word(const char* verb, const char* help, change_set change) {
    return {.verb = verb, .what = "blocks", .help = help, .read = [change](config_reader& r) -> control_action {
                std::string set;
                std::vector<address_block> blocks;
                r.need("set", set, "The filter's set");
                r.need("blocks", blocks, "Prefixes");
                return [=](live_stages& live) {
                    filter_policy& policy = policy_of(live);
                    const stages::push_pause pause(stages::tables_of(live).pushes(), live);
                    const std::uint64_t changed = (policy.*change)(set, blocks);
                    start_epoch(live);
                    policy.reclaim();
                    stages::tables_of(live).follow_filter(live);
                    return control_table{.columns = {"changed"}, .rows = {{changed}}};
                };
            }};
}

} // namespace

void add_filter_words(control_words& words) {
    words.add(set_word("add", "Puts prefixes into a set of the filter, until the file is read again",
                       &filter_policy::add_to_set));
    words.add(set_word("del", "Takes prefixes out of a set of the filter, until the file is read again",
                       &filter_policy::remove_from_set));
    words.add({.verb = "show",
               .what = "rules",
               .help = "The filter's rules and what they matched",
               .read = [](config_reader&) { return show_rules; }});
}

} // namespace xdpk::tool
