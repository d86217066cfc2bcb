// SPDX-License-Identifier: BSD-3-Clause
#include "control_events.hpp"

#include <xdpk/base/error.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

namespace xdpk {

namespace {

fd open_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

fd open_links() {
    fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK;
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        socket.reset();
    return socket;
}

} // namespace

control_events::control_events() : signals_(open_signals()), links_(open_links()) {
    if (!signals_ || !links_)
        throw error({.where = "control thread", .what = "open signal and link events", .code = errno});
}

bool control_events::wait(std::chrono::milliseconds most) {
    std::array<pollfd, 2> waits{
        {{.fd = signals_.get(), .events = POLLIN, .revents = 0}, {.fd = links_.get(), .events = POLLIN, .revents = 0}}};
    ::poll(waits.data(), waits.size(), static_cast<int>(most.count()));
    // The events themselves do not matter: the ports look for themselves.
    std::array<char, 8192> ignored;
    while (::recv(links_.get(), ignored.data(), ignored.size(), 0) > 0) {
    }
    return (waits[0].revents & POLLIN) != 0;
}

} // namespace xdpk
