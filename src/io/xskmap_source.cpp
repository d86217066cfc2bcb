// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xskmap_source.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace xdpk {

namespace {

constexpr std::size_t longest_pod_name = 253;

bool is_socket(const std::string& path) {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode);
}

/// Whether a variable's value, names with spaces between them, has this one.
bool lists(std::string_view value, std::string_view name) {
    while (!value.empty()) {
        const std::size_t end = std::min(value.find_first_of(" ,"), value.size());
        if (value.substr(0, end) == name)
            return true;
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return false;
}

/// The name of the variable that lists the device; empty if there is none.
std::string variable_for(const std::string& ifname, const std::vector<std::string>& variables) {
    constexpr std::string_view devices = "AFXDP_DEVICES";
    for (const std::string_view variable : variables) {
        const std::size_t equals = variable.find('=');
        const std::string_view name = variable.substr(0, equals);
        if (equals == std::string_view::npos || !name.starts_with(devices))
            continue;
        if ((name == devices || name[devices.size()] == '_') && lists(variable.substr(equals + 1), ifname))
            return std::string(name);
    }
    return {};
}

} // namespace

std::optional<xskmap_source> read_xskmap_source(const port_spec& spec) {
    using enum xskmap_source::kind;
    const auto text = spec.find("xskmap");
    if (!text)
        return std::nullopt;
    if (*text == "own")
        return xskmap_source{};
    const std::size_t colon = text->find(':');
    const std::string_view kind = std::string_view(*text).substr(0, colon);
    if ((kind != "pin" && kind != "uds") || colon == std::string::npos || colon + 1 == text->size())
        throw usage_error({.where = spec.text(),
                           .what = "bad value \"" + *text + "\" for option \"xskmap\"",
                           .hint = "give own, pin:PATH or uds:PATH"});
    return xskmap_source{.from = kind == "pin" ? pin : uds, .path = text->substr(colon + 1)};
}

plugin_environment plugin_environment::read() {
    plugin_environment own;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        own.variables.emplace_back(*variable);
    return own;
}

xskmap_source find_xskmap_source(const std::string& ifname, const plugin_environment& given) {
    using enum xskmap_source::kind;
    const std::string variable = variable_for(ifname, given.variables);
    if (variable.empty())
        return {};
    // Where the device plugin gives both, it pins the map of the program that it attached last, and its socket has the
    // map of the one before.
    const std::string directory = given.directory + "/" + ifname + "/";
    if (::access((directory + "xsks_map").c_str(), R_OK | W_OK) == 0)
        return {.from = pin, .path = directory + "xsks_map", .found = variable};
    for (const std::string& path : {directory + "afxdp.sock", given.first_socket})
        if (is_socket(path))
            return {.from = uds, .path = path, .found = variable};
    return {};
}

std::string read_pod_name(const std::optional<std::string>& given) {
    std::array<char, longest_pod_name + 1> host{};
    ::gethostname(host.data(), host.size() - 1);
    const char* const variable = std::getenv("XDPK_POD_NAME");
    const std::string name = given.value_or(variable != nullptr ? variable : host.data());
    const bool sendable = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 127 && c != ','; });
    if (name.empty() || name.size() > longest_pod_name || !sendable)
        throw usage_error({.where = "pod",
                           .what = "\"" + name + "\" is no name of one",
                           .hint = "give pod=NAME or XDPK_POD_NAME what metadata.name says"});
    return name;
}

} // namespace xdpk
