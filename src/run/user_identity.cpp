// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port_spec.hpp>
#include <xdpk/run/privileges.hpp>

#include <algorithm>
#include <charconv>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace xdpk {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& what, const std::string& hint) {
    throw usage_error({.where = "user " + std::string(text), .what = what, .hint = hint});
}

/// (uid_t)-1 tells the kernel to leave an identity as it is.
std::optional<id_t> number_of(std::string_view text) noexcept {
    id_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size() && value != id_t(-1) ? std::optional{value}
                                                                                           : std::nullopt;
}

gid_t find_group(std::string_view text, std::string_view name) {
    if (const auto number = number_of(name))
        return *number;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): at the start, before other threads
    const group* const entry = ::getgrnam(std::string(name).c_str());
    if (entry == nullptr)
        refuse(text, "no group '" + std::string(name) + "'", "getent group lists them; a number needs no entry");
    return entry->gr_gid;
}

std::vector<gid_t> groups_of(const char* name, gid_t first) {
    std::vector<gid_t> groups(16);
    int count = static_cast<int>(groups.size());
    while (::getgrouplist(name, first, groups.data(), &count) < 0) {
        groups.resize(std::max(static_cast<std::size_t>(count), 2 * groups.size()));
        count = static_cast<int>(groups.size());
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

} // namespace

user_identity find_user(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string name(text.substr(0, colon));
    if (name.empty() || colon + 1 == text.size())
        refuse(text, "no name", "write NAME, UID, NAME:GROUP or UID:GROUP");
    const auto number = number_of(name);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): at the start, before other threads
    const passwd* const entry = number ? ::getpwuid(*number) : ::getpwnam(name.c_str());
    if (entry == nullptr && !number)
        refuse(text, "no user '" + name + "'", "getent passwd lists them");
    const uid_t user = entry != nullptr ? entry->pw_uid : *number;
    if (colon != std::string_view::npos) {
        const gid_t group = find_group(text, text.substr(colon + 1));
        return {.user = user, .group = group, .groups = {group}};
    }
    if (entry == nullptr)
        refuse(text, "no entry that tells its group", "name the group too: " + name + ":GROUP");
    return {.user = user, .group = entry->pw_gid, .groups = groups_of(entry->pw_name, entry->pw_gid)};
}

} // namespace xdpk
