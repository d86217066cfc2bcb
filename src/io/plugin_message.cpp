// SPDX-License-Identifier: BSD-3-Clause
#include "plugin_message.hpp"

namespace xdpk::plugin {

namespace {

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace

message split(std::string_view text) {
    text = text.substr(0, text.find('\0'));
    message parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = text.find(',', at);
        const std::string_view part = trim(text.substr(at, comma - at));
        if (at == 0)
            parts.word = part;
        else
            parts.arguments.push_back(part);
        at = comma == std::string_view::npos ? text.size() + 1 : comma + 1;
    }
    return parts;
}

std::string join(std::string_view word, const std::vector<std::string_view>& arguments) {
    std::string text(word);
    for (const std::string_view argument : arguments)
        text.append(",").append(argument);
    return text;
}

bool is_json(std::string_view text) noexcept { return text.starts_with('{'); }

bool is_json_error(std::string_view text) noexcept { return text.starts_with(R"({"error")"); }

} // namespace xdpk::plugin
