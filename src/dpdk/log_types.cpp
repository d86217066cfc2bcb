// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log_types.hpp"

#include <xdpk/dpdk/rte_log.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace xdpk::dpdk {

namespace {

constexpr std::array<std::string_view, RTE_LOG_MAX + 1> level_names{
    "disabled", "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"};

constexpr std::array<std::string_view, RTE_LOGTYPE_FIRST_EXT_ID> own_names{
    "lib.eal",  "lib.malloc",    "lib.ring",  "lib.mempool",  "lib.timer", "pmd",      "lib.hash",  "lib.lpm",
    "lib.kni",  "lib.acl",       "lib.power", "lib.meter",    "lib.sched", "lib.port", "lib.table", "lib.pipeline",
    "lib.mbuf", "lib.cryptodev", "lib.efd",   "lib.eventdev", "lib.gso",   "",         "",          "",
    "user1",    "user2",         "user3",     "user4",        "user5",     "user6",    "user7",     "user8"};

} // namespace

std::optional<std::uint32_t> log_level_of(std::string_view text) {
    std::uint32_t level = 0;
    const auto [end, failed] = std::from_chars(text.begin(), text.end(), level);
    if (failed == std::errc{} && end == text.end() && level <= RTE_LOG_MAX)
        return level;
    const auto* const found = std::ranges::find(level_names, text);
    if (found == level_names.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - level_names.begin());
}

std::string_view log_level_name(std::uint32_t level) { return level <= RTE_LOG_MAX ? level_names[level] : "unknown"; }

log_types::log_types() : global_level(RTE_LOG_DEBUG) {
    for (const std::string_view name : own_names)
        types.push_back({std::string(name), RTE_LOG_INFO});
}

std::uint32_t log_types::add(const std::string& name) {
    const auto found = std::ranges::find(types, name, &type::name);
    const auto number = static_cast<std::uint32_t>(found - types.begin());
    if (found == types.end())
        types.push_back({name, RTE_LOG_INFO});
    return number;
}

void log_types::pick_level(std::uint32_t number, std::uint32_t otherwise) {
    types[number].level = otherwise;
    for (const wish& wanted : wishes_)
        if (wanted.fits(types[number].name))
            types[number].level = wanted.level;
}

void log_types::set(const wish& wanted) {
    for (type& each : types)
        if (!each.name.empty() && wanted.fits(each.name))
            each.level = wanted.level;
    wishes_.push_back(wanted);
}

} // namespace xdpk::dpdk
