// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_reader.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace xdpk {

namespace {

const config_node::table no_keys;
const config_node no_table{.value = config_node::table{}};

std::string suggestion(std::string_view word, const std::vector<std::string_view>& words) {
    const auto near = nearest(word, words);
    return near ? fmt::format("; did you mean '{}'?", *near) : "";
}

const config_node::table* as_table(const config_node& node) { return std::get_if<config_node::table>(&node.value); }

} // namespace

namespace detail {

void refuse(std::string_view key, const config_node& node, const std::string& wanted,
            const std::vector<std::string_view>& words, std::vector<config_problem>& problems) {
    const auto* const text = std::get_if<std::string>(&node.value);
    problems.push_back({.at = node.at,
                        .text = fmt::format("{}: {} is not {}{}", key, quoted(node), wanted,
                                            text != nullptr ? suggestion(*text, words) : "")});
}

std::vector<config_key> mark_given(const std::vector<config_key>& all, const std::vector<config_key>& seen) {
    std::map<std::string_view, bool> given;
    for (const config_key& key : seen)
        given[key.path] |= key.given;
    std::vector<config_key> list;
    std::map<std::string_view, bool> listed;
    for (const config_key& key : all) {
        if (std::exchange(listed[key.path], true))
            continue;
        list.push_back(key);
        list.back().given = given[key.path];
    }
    return list;
}

} // namespace detail

config_reader::config_reader(const config_node& table, config_findings& findings, std::string path)
    : table_(as_table(table)), at_(table.at), findings_(&findings), path_(std::move(path)) {
    if (table_ != nullptr)
        return;
    table_ = &no_keys;
    problem({}, fmt::format("{} stands where a table should", quoted(table)));
}

const config_node* config_reader::find(std::string_view key, bool required) {
    if (std::ranges::find(known_, key) == known_.end())
        known_.push_back(key);
    const auto found = std::ranges::find(*table_, key, &config_entry::key);
    if (found != table_->end())
        return &found->value;
    if (required)
        problem({}, fmt::format("'{}' is missing", key));
    return nullptr;
}

std::vector<const config_node*> config_reader::tables_at(std::string_view key, std::string_view help, bool several) {
    const config_node* const node = find(key, false);
    if (findings_->keep_keys)
        list({.path = path_of(key),
              .wanted = several ? "any number of tables" : "a table",
              .otherwise = {},
              .help = std::string(help),
              .given = node != nullptr});
    if (node == nullptr)
        return describing() ? std::vector{&no_table} : std::vector<const config_node*>{};
    const auto* const list = std::get_if<config_node::list>(&node->value);
    if (several ? list == nullptr : as_table(*node) == nullptr) {
        problem(key, fmt::format("{}: {} is not {}", key, quoted(*node),
                                 several ? fmt::format("an array of tables; write [[{}]] above each", path_of(key))
                                         : fmt::format("a table; write [{}] above it", path_of(key))));
        return {};
    }
    std::vector<const config_node*> inside;
    if (!several)
        return {node};
    for (const config_node& one : *list)
        inside.push_back(&one);
    return inside;
}

void config_reader::problem(std::string_view key, std::string text) {
    const auto found = std::ranges::find(*table_, key, &config_entry::key);
    findings_->problems.push_back({.at = found != table_->end() ? found->value.at : at_, .text = std::move(text)});
}

void config_reader::finish() {
    for (const config_entry& entry : *table_) {
        if (takes_all_ || std::ranges::find(known_, entry.key) != known_.end())
            continue;
        std::string hint = suggestion(entry.key, known_);
        if (hint.empty())
            hint = known_.empty() ? "; there are none" : fmt::format("; there are {}", fmt::join(known_, ", "));
        findings_->problems.push_back(
            {.at = entry.at, .text = fmt::format("unknown key {}{}", quoted({.value = entry.key}), hint)});
    }
}

std::string config_reader::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void config_reader::list(config_key key) { findings_->keys.push_back(std::move(key)); }

} // namespace xdpk
