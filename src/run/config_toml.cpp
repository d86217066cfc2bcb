// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_node.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace xdpk {

namespace {

config_place place_of(const toml::source_region& region) {
    return {.line = region.begin.line, .column = region.begin.column};
}

/// Copies a parsed tree; notes what configurations have no use for.
class copier {
public:
    config_node copy(const toml::node& from) {
        config_node to{.value = {}, .at = place_of(from.source())};
        if (const toml::table* table = from.as_table())
            to.value = copy_table(*table);
        else if (const toml::array* array = from.as_array())
            to.value = copy_list(*array);
        else if (const auto* text = from.as_string())
            to.value = text->get();
        else if (const auto* whole = from.as_integer())
            to.value = whole->get();
        else if (const auto* number = from.as_floating_point())
            to.value = number->get();
        else if (const auto* flag = from.as_boolean())
            to.value = flag->get();
        else
            problems.push_back({.at = to.at, .text = "dates and times have no use here"});
        return to;
    }

    std::vector<config_problem> problems;

private:
    config_node::list copy_list(const toml::array& from) {
        config_node::list to;
        for (const toml::node& node : from)
            to.push_back(copy(node));
        return to;
    }

    // The library sorts keys by name.
    config_node::table copy_table(const toml::table& from) {
        config_node::table to;
        for (const auto& [key, node] : from)
            to.push_back({.key = std::string(key.str()), .at = place_of(key.source()), .value = copy(node)});
        std::ranges::stable_sort(to, {}, &config_entry::at);
        return to;
    }
};

// The library quotes what it stumbled over as it is, an end of line too.
std::string in_one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, '?');
    return line;
}

config_node copy_all(const toml::table& from, const std::string& source) {
    copier copy;
    config_node root = copy.copy(from);
    if (!copy.problems.empty())
        throw config_error(source, copy.problems);
    return root;
}

} // namespace

config_node parse_toml(std::string_view text, const std::string& source) {
    try {
        return copy_all(toml::parse(text), source);
    } catch (const toml::parse_error& failure) {
        throw config_error(source, {{.at = place_of(failure.source()), .text = in_one_line(failure.description())}});
    }
}

config_node read_toml(const std::string& path) {
    if (std::filesystem::is_directory(path))
        throw error({.where = path, .what = "read configuration", .code = EISDIR});
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        throw error({.where = path, .what = "read configuration", .code = errno});
    return parse_toml(text.str(), path);
}

} // namespace xdpk
