// SPDX-License-Identifier: BSD-3-Clause
#include "control_answer.hpp"

#include <exception>
#include <nlohmann/json.hpp>

namespace xdpk {

namespace {

using json = nlohmann::ordered_json;

constexpr int deepest = 8;

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
    throw usage_error({.where = "request", .what = what, .hint = hint});
}

config_node to_node(const json& from, int depth);

config_node::table to_table(const json& from, int depth) {
    config_node::table table;
    for (const auto& [key, value] : from.items())
        table.push_back({.key = key, .at = {}, .value = to_node(value, depth)});
    return table;
}

config_node::list to_list(const json& from, int depth) {
    config_node::list list;
    for (const json& value : from)
        list.push_back(to_node(value, depth));
    return list;
}

config_node to_node(const json& from, int depth) {
    if (depth > deepest)
        refuse("too many things in each other");
    switch (from.type()) {
    case json::value_t::object:
        return {.value = to_table(from, depth + 1)};
    case json::value_t::array:
        return {.value = to_list(from, depth + 1)};
    case json::value_t::string:
        return {.value = from.get<std::string>()};
    case json::value_t::boolean:
        return {.value = from.get<bool>()};
    case json::value_t::number_integer:
        return {.value = from.get<std::int64_t>()};
    case json::value_t::number_unsigned:
        if (from.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
            refuse("a number is too large");
        return {.value = from.get<std::int64_t>()};
    case json::value_t::number_float:
        return {.value = from.get<double>()};
    default:
        refuse("null has no use here");
    }
}

std::string text_at(const json& request, const char* key) {
    const auto found = request.find(key);
    if (found == request.end())
        return {};
    if (!found->is_string())
        refuse(std::string(key) + " is not text");
    return found->get<std::string>();
}

json to_json(const control_table& table) {
    json rows = json::array();
    for (const auto& row : table.rows) {
        json object = json::object();
        for (std::size_t i = 0; i < row.size() && i < table.columns.size(); ++i)
            std::visit([&](const auto& value) { object[table.columns[i]] = value; }, row[i]);
        rows.push_back(std::move(object));
    }
    return {{"ok", true}, {"columns", table.columns}, {"rows", std::move(rows)}};
}

// Texts may hold bytes that are no UTF-8, such as names of files.
std::string dump(const json& answer) { return answer.dump(-1, ' ', false, json::error_handler_t::replace); }

json answer(const control_words& words, live_stages& stages, std::string_view line) {
    json request = json::parse(line, nullptr, false);
    if (!request.is_object())
        refuse("not a JSON object", R"(write {"do": "show", "what": "counters"})");
    const control_word& word = words.find(text_at(request, "do"), text_at(request, "what"));
    request.erase("do");
    request.erase("what");
    control_action action;
    read_config(to_node(request, 0), "request", [&](config_reader& r) { action = word.read(r); });
    return to_json(action(stages));
}

} // namespace

std::string answer_request(const control_words& words, live_stages& stages, std::string_view line) {
    try {
        return dump(answer(words, stages, line));
    } catch (const std::exception& failure) {
        return refusal(failure.what());
    }
}

std::string refusal(std::string_view why) { return dump({{"ok", false}, {"error", why}}); }

} // namespace xdpk
