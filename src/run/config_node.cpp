// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_node.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr std::size_t longest_quote = 60;

std::string quoted_text(const std::string& text) {
    std::string shown = "'";
    for (const char c : text.substr(0, longest_quote)) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte < ' ' || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return shown + (text.size() > longest_quote ? "…'" : "'");
}

struct quoter {
    std::string operator()(const std::string& text) const { return quoted_text(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const config_node::list& list) const { return list.empty() ? "an empty list" : "a list"; }
    std::string operator()(const config_node::table&) const { return "a table"; }
};

std::vector<config_problem> sorted(std::vector<config_problem> problems) {
    std::ranges::stable_sort(problems, {}, &config_problem::at);
    return problems;
}

std::string lines(const std::string& source, const std::vector<config_problem>& problems) {
    std::string text;
    for (const config_problem& p : problems) {
        const std::string place = p.at.line == 0 ? "" : fmt::format("{}:{}:", p.at.line, p.at.column);
        text += fmt::format("{}{}:{} {}", text.empty() ? "" : "\n", source, place, p.text);
    }
    return text;
}

} // namespace

std::string quoted(const config_node& node) { return std::visit(quoter(), node.value); }

config_error::config_error(const std::string& source, std::vector<config_problem> problems)
    : usage_error({.where = lines(source, sorted(problems))}), problems_(sorted(std::move(problems))) {}

} // namespace xdpk
