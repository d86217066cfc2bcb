// SPDX-License-Identifier: BSD-3-Clause
#include "agent_filters.hpp"

#include "agent_state.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <sstream>
#include <unistd.h>

namespace xdpk {

namespace {

/// What each location was given, as text.
std::map<std::uint32_t, std::string> remembered(const std::string& file) {
    std::map<std::uint32_t, std::string> list;
    std::istringstream lines(read_state(file));
    std::uint32_t location = 0;
    std::string text;
    while (lines >> location && std::getline(lines >> std::ws, text))
        list[location] = text;
    return list;
}

} // namespace

void agent_filters::set(const std::vector<steering_filter>& wanted) {
    forget_all_but(wanted);
    std::string state;
    for (const steering_filter& filter : wanted) {
        state += fmt::format("{} {}\n", nic_.add(filter), to_string(filter));
        write_state(state_file_, state);
    }
}

void agent_filters::remove() noexcept {
    try {
        forget_all_but({});
    } catch (const error&) {
        // The device is gone, and its filters with it.
        ::unlink(state_file_.c_str());
    }
}

void agent_filters::forget_all_but(const std::vector<steering_filter>& wanted) {
    const auto ours = remembered(state_file_);
    if (ours.empty())
        return;
    for (const placed_filter& there : nic_.list()) {
        const auto found = ours.find(there.location);
        const bool mine = found != ours.end() && found->second == to_string(there.filter);
        if (mine && std::ranges::find(wanted, there.filter) == wanted.end())
            nic_.remove(there.location);
    }
    ::unlink(state_file_.c_str());
}

} // namespace xdpk
