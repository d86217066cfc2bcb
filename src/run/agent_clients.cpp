// SPDX-License-Identifier: BSD-3-Clause
#include "agent_clients.hpp"

#include "io/handed_socket.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <fmt/format.h>

namespace xdpk {

namespace {

/// What a client wrote, fit for a terminal and a log.
std::string printable(std::string_view text) {
    constexpr std::size_t most = 64;
    std::string shown(text.substr(0, most));
    for (char& c : shown)
        if (c < ' ' || c > '~')
            c = '?';
    return shown;
}

} // namespace

client_grants::granted client_grants::find(std::string_view name) const {
    const agent_device_config& mine = listener_.config();
    for (agent_device& device : devices_) {
        const agent_device_config& config = device.config();
        const bool reachable = config.name == mine.name || (!config.pool.empty() && config.pool == mine.pool);
        if (config.name != name || !reachable)
            continue;
        if (const auto rights = rights_of(peer_, config))
            return {.device = &device, .rights = *rights};
    }
    return {};
}

template <class Work>
bool client_grants::attempt(std::string_view device, const char* what, bool agent_rights::*right, Work work) {
    const granted found = find(device);
    if (found.device == nullptr || (right != nullptr && !(found.rights.*right))) {
        log_.warn(fmt::format("{}: {} may not have {}", printable(device), to_string(peer_), what));
        return false;
    }
    try {
        work(*found.device);
    } catch (const std::exception& failure) {
        log_.warn(fmt::format("{} wanted {}: {}", to_string(peer_), what, failure.what()));
        return false;
    }
    log_.note(fmt::format("{}: {} has {}", printable(device), to_string(peer_), what));
    return true;
}

bool client_grants::admit(std::string_view pod) {
    const bool yes = rights_of(peer_, listener_.config()).has_value();
    if (!yes)
        log_.warn(fmt::format("{}: {}, which calls itself {}, may not have anything", listener_.config().name,
                              to_string(peer_), printable(pod)));
    return yes;
}

fd client_grants::xskmap(std::string_view device) {
    fd map;
    (void)attempt(device, "the map", nullptr, [&](const agent_device& d) { map = d.xskmap(); });
    return map;
}

fd client_grants::xsk_socket(std::string_view device, std::uint32_t queue) {
    fd socket;
    (void)attempt(device, "a ready-made socket", &agent_rights::sockets,
                  [&](const agent_device& d) { socket = d.xsk_socket(peer_, queue); });
    return socket;
}

bool client_grants::busy_poll(const fd& socket, std::chrono::microseconds time, std::uint32_t budget) {
    const agent_device_config& config = listener_.config();
    return attempt(config.name, "busy polling", &agent_rights::busy_poll, [&](const agent_device&) {
        if (!is_xsk(socket.get()))
            throw error({.where = config.name, .what = "what came along is no AF_XDP socket"});
        if (config.busy_poll.time.count() == 0 || time > config.busy_poll.time || budget > config.busy_poll.budget)
            throw error({.where = config.name, .what = "it asked for more than [device.busy_poll] allows"});
        if (const int code = set_busy_poll(socket.get(), time, budget); code != 0)
            throw error({.where = config.name,
                         .what = "set up busy polling",
                         .code = code,
                         .hint = code == EPERM ? "the agent needs CAP_NET_ADMIN" : ""});
    });
}

bool client_grants::take_device(std::string_view device) {
    return attempt(device, "the device in its network namespace", &agent_rights::move,
                   [&](agent_device& d) { d.take(peer_); });
}

bool client_grants::return_device(std::string_view device) {
    return attempt(device, "the device sent back", &agent_rights::move, [](agent_device& d) { d.give_back(); });
}

} // namespace xdpk
