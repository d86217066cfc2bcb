// SPDX-License-Identifier: BSD-3-Clause
#include "link_watch.hpp"

#include "eth_events.hpp"
#include "eth_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

namespace xdpk::dpdk {

namespace {

// Some drivers change their carrier without a word that reaches us.
constexpr int look_every_ms = 500;

} // namespace

link_watch& link_watch::instance() {
    static auto* const one = new link_watch;
    return *one;
}

void link_watch::begin() {
    socket_ = fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK;
    if (!socket_ || ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw error({.where = "link events", .what = "listen to the kernel", .code = errno});
    thread_ = std::thread([this] { run(); });
    ::pthread_setname_np(thread_.native_handle(), "xdpk-links");
    // For as long as the process: it waits for the kernel, and nothing waits for it.
    thread_.detach();
}

void link_watch::add(eth_port& port) {
    const std::lock_guard hold(lock_);
    if (!socket_)
        begin();
    ports_.push_back(&port);
}

void link_watch::remove(eth_port& port) noexcept {
    const std::lock_guard hold(lock_);
    std::erase(ports_, &port);
}

void link_watch::look() noexcept {
    const std::lock_guard hold(lock_);
    for (eth_port* const port : std::vector(ports_)) {
        if (std::ranges::find(ports_, port) == ports_.end())
            continue;
        const std::uint64_t now = port->device->link().val64;
        const rte_eth_link before{.val64 = port->last_link.exchange(now)};
        const rte_eth_link after{.val64 = now};
        if (port->conf.intr_conf.lsc != 0 && before.link_status != after.link_status)
            tell(port->id, RTE_ETH_EVENT_INTR_LSC);
        if (port->conf.intr_conf.rmv != 0 && port->device->gone()) {
            std::erase(ports_, port);
            tell(port->id, RTE_ETH_EVENT_INTR_RMV);
        }
    }
}

void link_watch::run() noexcept {
    std::array<char, 16384> message;
    for (;;) {
        pollfd on{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        ::poll(&on, 1, look_every_ms);
        // What it says is not read: the link is asked for its state.
        while (::recv(socket_.get(), message.data(), message.size(), 0) > 0) {
        }
        look();
    }
}

} // namespace xdpk::dpdk
