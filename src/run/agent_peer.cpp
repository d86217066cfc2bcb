// SPDX-License-Identifier: BSD-3-Clause
#include "agent_peer.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Linux 6.5; older headers lack it.
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

namespace xdpk {

namespace {

std::vector<gid_t> groups_behind(int socket, gid_t first) {
    std::vector<gid_t> groups(64);
    auto length = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    int failed = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &length);
    if (failed != 0 && errno == ERANGE) {
        groups.resize(length / sizeof(gid_t));
        failed = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &length);
    }
    groups.resize(failed == 0 ? length / sizeof(gid_t) : 0);
    groups.push_back(first);
    return groups;
}

// Before Linux 6.5 the process may have ended since it connected, and its number be another's: then the other is taken
// for it. Its user and groups are those of the connection all the same.
fd process_behind(int socket, pid_t pid) {
    int number = -1;
    socklen_t length = sizeof number;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &number, &length) == 0)
        return fd(number);
    if (errno != ENOPROTOOPT)
        return {};
    return fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

} // namespace

std::optional<agent_peer> peer_behind(int socket) {
    ucred peer{};
    socklen_t length = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return std::nullopt;
    return agent_peer{.pid = peer.pid,
                      .user = peer.uid,
                      .groups = groups_behind(socket, peer.gid),
                      .process = process_behind(socket, peer.pid)};
}

std::string to_string(const agent_peer& peer) {
    std::string name;
    std::ifstream file(fmt::format("/proc/{}/comm", peer.pid));
    std::getline(file, name);
    std::ranges::replace_if(
        name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, '?');
    return fmt::format("process {}{} of user {}", peer.pid, name.empty() ? "" : " (" + name + ")", peer.user);
}

bool has_ended(const fd& process) noexcept {
    pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
    return !process || ::poll(&ended, 1, 0) > 0;
}

std::optional<agent_rights> rights_of(const agent_peer& peer, const agent_device_config& device) {
    std::optional<agent_rights> rights;
    if (peer.user == 0)
        rights = agent_rights{.sockets = true, .busy_poll = true};
    for (const agent_client& client : device.clients) {
        const bool is_user = !client.user || *client.user == peer.user;
        const bool in_group = !client.group || std::ranges::find(peer.groups, *client.group) != peer.groups.end();
        if (!is_user || !in_group)
            continue;
        agent_rights sum = rights.value_or(agent_rights{});
        sum.sockets |= client.sockets;
        sum.busy_poll |= client.busy_poll;
        sum.move |= client.move;
        rights = sum;
    }
    return rights;
}

} // namespace xdpk
