// SPDX-License-Identifier: BSD-3-Clause
#include "answer.hpp"

#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace xdpk::tool {

namespace {

using json = nlohmann::ordered_json;

json value_of(std::string_view text) {
    if (text == "true" || text == "false")
        return text == "true";
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end == text.data() + text.size())
        return number;
    if (!text.starts_with('[') || !text.ends_with(']'))
        return text;
    json list = json::array();
    text = text.substr(1, text.size() - 2);
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        list.push_back(value_of(text.substr(0, comma)));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return list;
}

json parse(const std::string& answer) {
    json parsed = json::parse(answer, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("ok") || !parsed["ok"].is_boolean())
        throw error({.where = "answer", .what = "not understood"});
    if (!parsed["ok"].get<bool>())
        throw error({.what = parsed.value("error", "refused")});
    return parsed;
}

std::string cell_text(const json& row, const std::string& column) {
    if (!row.contains(column))
        return {};
    const json& cell = row[column];
    if (cell.is_boolean())
        return cell.get<bool>() ? "yes" : "no";
    if (!cell.is_string())
        return cell.dump();
    std::string text = cell.get<std::string>();
    // Nothing that a device or a file is called moves the terminal's cursor.
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, '?');
    return text;
}

struct column {
    std::string name;
    std::size_t width = 0;
    bool numbers = true;
};

std::vector<column> measure(const json& parsed) {
    std::vector<column> columns;
    for (const json& name : parsed.value("columns", json::array())) {
        column& c = columns.emplace_back(column{.name = name.get<std::string>()});
        c.width = c.name.size();
        for (const json& row : parsed["rows"]) {
            c.width = std::max(c.width, cell_text(row, c.name).size());
            c.numbers = c.numbers && row.contains(c.name) && row[c.name].is_number();
        }
    }
    return columns;
}

template <class Text>
std::string line_of(const std::vector<column>& columns, Text text) {
    std::string line;
    for (const column& c : columns) {
        line += line.empty() ? "" : "  ";
        line += c.numbers ? fmt::format("{:>{}}", text(c), c.width) : fmt::format("{:<{}}", text(c), c.width);
    }
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

} // namespace

std::string request_line(std::string_view verb, std::string_view what, const std::vector<std::string>& arguments) {
    json request{{"do", verb}};
    if (!what.empty())
        request["what"] = what;
    for (const std::string& argument : arguments) {
        const std::size_t equals = argument.find('=');
        if (equals == 0 || equals == std::string::npos)
            throw usage_error({.where = argument, .what = "not KEY=VALUE"});
        request[argument.substr(0, equals)] = value_of(std::string_view(argument).substr(equals + 1));
    }
    return request.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string answer_text(const std::string& answer) {
    const json parsed = parse(answer);
    const std::vector<column> columns = measure(parsed);
    if (columns.empty())
        return {};
    std::string text = line_of(columns, [](const column& c) { return c.name; });
    for (const json& row : parsed["rows"])
        text += line_of(columns, [&row](const column& c) { return cell_text(row, c.name); });
    return text;
}

std::string answer_json(const std::string& answer) {
    return parse(answer).value("rows", json::array()).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace xdpk::tool
