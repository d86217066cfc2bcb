// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/cfgfile.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <istream>

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

// Up to the comment; a backslash takes its meaning from the character behind it.
std::string without_comment(std::string_view line, char comment) {
    std::string text;
    for (std::size_t i = 0; i < line.size() && line[i] != comment; ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == comment)
            ++i;
        text += line[i];
    }
    return text;
}

void read_line(rte_cfgfile& file, std::string_view text, int flags) {
    if (text.front() == '[') {
        if (text.back() != ']' || text.size() > CFG_NAME_LEN)
            throw std::invalid_argument("is no section's name");
        file.sections.push_back({.name = std::string(trimmed(text.substr(1, text.size() - 2))), .entries = {}});
        return;
    }
    const std::size_t mark = text.find('=');
    if (mark == std::string_view::npos && (flags & CFG_FLAG_EMPTY_VALUES) == 0)
        throw std::invalid_argument("has no '='");
    const std::string_view name = trimmed(text.substr(0, mark));
    const std::string_view value = mark == std::string_view::npos ? "" : trimmed(text.substr(mark + 1));
    if (value.empty() && (flags & CFG_FLAG_EMPTY_VALUES) == 0)
        throw std::invalid_argument("has no value");
    if (file.sections.empty())
        throw std::invalid_argument("stands in no section");
    if (name.size() >= CFG_NAME_LEN || value.size() >= CFG_VALUE_LEN)
        throw std::invalid_argument("is too long");
    file.sections.back().entries.emplace_back(name, value);
}

} // namespace

std::string* rte_cfgfile::section::find(std::string_view entry) {
    const auto found = std::ranges::find(entries, entry, &std::pair<std::string, std::string>::first);
    return found == entries.end() ? nullptr : &found->second;
}

rte_cfgfile::section* rte_cfgfile::find(std::string_view name) {
    const auto found = std::ranges::find(sections, name, &section::name);
    return found == sections.end() ? nullptr : &*found;
}

void xdpk::dpdk::read_cfgfile(rte_cfgfile& file, std::istream& lines, const std::string& name, int flags,
                              char comment) {
    if ((flags & CFG_FLAG_GLOBAL_SECTION) != 0)
        file.sections.push_back({.name = "GLOBAL", .entries = {}});
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const std::string whole = without_comment(line, comment);
        const std::string_view text = trimmed(whole);
        try {
            if (!text.empty())
                read_line(file, text, flags);
        } catch (const std::invalid_argument& wrong) {
            throw error(
                {.where = name + ":" + std::to_string(number), .what = "'" + std::string(text) + "' " + wrong.what()});
        }
    }
}
