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
#include <unistd.h>

namespace xdpk {

namespace {

fd open_signals(bool hangup) {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    if (hangup)
        ::sigaddset(&set, SIGHUP);
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

control_events::control_events(bool hangup) : signals_(open_signals(hangup)), links_(open_links()) {
    if (!signals_ || !links_)
        throw error({.where = "control thread", .what = "open signal and link events", .code = errno});
}

bool control_events::wait(std::chrono::milliseconds most, const std::vector<int>& fds) {
    std::vector<pollfd> waits{{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                              {.fd = links_.get(), .events = POLLIN, .revents = 0}};
    for (const int fd : fds)
        waits.push_back({.fd = fd, .events = POLLIN, .revents = 0});
    ::poll(waits.data(), waits.size(), static_cast<int>(most.count()));
    // The events themselves do not matter: the ports look for themselves.
    std::array<char, 8192> ignored;
    while (::recv(links_.get(), ignored.data(), ignored.size(), 0) > 0) {
    }
    take_signals();
    return end_;
}

void control_events::take_signals() noexcept {
    signalfd_siginfo signal{};
    while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal)
        (signal.ssi_signo == SIGHUP ? hung_up_ : end_) = true;
}

} // namespace xdpk
