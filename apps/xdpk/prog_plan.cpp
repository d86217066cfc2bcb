// SPDX-License-Identifier: BSD-3-Clause
#include "prog_plan.hpp"

#include "prog_report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace xdpk::tool {

namespace {

std::string shown(const std::string& text) { return text.empty() ? "none" : text; }

std::string shown(const std::optional<unsigned>& priority) {
    return priority ? std::to_string(*priority) : "the object's";
}

std::string shown(const std::optional<std::vector<xdp_verdict>>& chain_call) {
    return chain_call ? shown(words_of(*chain_call)) : "the object's";
}

std::string shown(xdp_mode mode) { return word_of(mode); }

std::string shown(const bpf_values& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? "the object's" : to_string(found->second);
}

template <class T>
void compare(const char* what, const T& before, const T& after, std::vector<std::string>& list) {
    if (before != after)
        list.push_back(fmt::format("{}: {} -> {}", what, shown(before), shown(after)));
}

void compare_variables(const bpf_values& before, const bpf_values& after, std::vector<std::string>& list) {
    std::set<std::string> names;
    for (const auto& [name, value] : before)
        names.insert(name);
    for (const auto& [name, value] : after)
        names.insert(name);
    for (const std::string& name : names)
        if (!before.contains(name) || !after.contains(name) || before.at(name) != after.at(name))
            list.push_back(fmt::format("{}: {} -> {}", name, shown(before, name), shown(after, name)));
}

bool is(const present_program& there, const wanted_program& wanted) {
    return there.ifname == wanted.ifname && there.request.label == wanted.request.label;
}

prog_step step_to(const wanted_program& wanted, const std::vector<present_program>& present) {
    prog_step step{.action = prog_step::action_type::load,
                   .ifname = wanted.ifname,
                   .label = wanted.request.label,
                   .request = wanted.request};
    const auto there = std::ranges::find_if(present, [&wanted](const auto& each) { return is(each, wanted); });
    if (there == present.end())
        return step;
    step.id = there->id;
    step.reasons = differences(there->request, wanted.request);
    if (!there->object_unchanged && there->request.object == wanted.request.object)
        step.reasons.emplace_back("the object file has changed");
    step.action = step.reasons.empty() ? prog_step::action_type::keep : prog_step::action_type::replace;
    return step;
}

} // namespace

std::vector<std::string> differences(const chain_request& before, const chain_request& after) {
    std::vector<std::string> list;
    compare("object", before.object, after.object, list);
    compare("function", before.program, after.program, list);
    compare("section", before.section, after.section, list);
    compare("priority", before.priority, after.priority, list);
    compare("chain_call", before.chain_call, after.chain_call, list);
    compare("mode", before.mode, after.mode, list);
    compare("pin", before.pin, after.pin, list);
    compare_variables(before.variables, after.variables, list);
    return list;
}

std::vector<prog_step> plan(const std::vector<wanted_program>& wanted, const std::vector<present_program>& present) {
    std::vector<prog_step> steps, rest;
    for (const wanted_program& each : wanted)
        rest.push_back(step_to(each, present));
    for (const present_program& each : present) {
        const bool stays = std::ranges::any_of(
            rest, [&each](const prog_step& step) { return step.id == each.id && step.ifname == each.ifname; });
        if (!stays)
            steps.push_back({.action = prog_step::action_type::unload,
                             .ifname = each.ifname,
                             .label = each.request.label,
                             .id = each.id});
    }
    std::ranges::move(rest, std::back_inserter(steps));
    return steps;
}

} // namespace xdpk::tool
