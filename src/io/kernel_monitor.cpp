// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/kernel_monitor.hpp>

#include "kernel_messages.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xdpk {

namespace {

constexpr std::size_t largest_message = 65536;

[[noreturn]] void fail(const char* what, int code) {
    throw error({.where = "kernel routes", .what = what, .code = code});
}

/// What makes routes vanish without a word.
bool is_silent_loss(const nlmsghdr* message) {
    if (message->nlmsg_type == RTM_DELLINK || message->nlmsg_type == RTM_DELNEXTHOP)
        return true;
    return message->nlmsg_type == RTM_NEWLINK &&
           (static_cast<const ifinfomsg*>(::mnl_nlmsg_get_payload(message))->ifi_flags & IFF_UP) == 0;
}

template <class Fixed>
int dump(detail::netlink& socket, std::uint16_t type, unsigned char Fixed::*family,
         const kernel_monitor::listener& each) {
    for (const int wanted : {AF_INET, AF_INET6}) {
        detail::netlink_message message(type, NLM_F_DUMP);
        message.extra<Fixed>().*family = static_cast<unsigned char>(wanted);
        const int code = socket.request(message, [&each](const nlmsghdr* answer) {
            if (const std::optional<kernel_event> event = detail::read_kernel_event(answer))
                each(*event);
        });
        if (code != 0)
            return code;
    }
    return 0;
}

int dump_all(const kernel_monitor::listener& each) {
    detail::netlink socket(NETLINK_ROUTE);
    each(kernel_snapshot_start{});
    int code = dump(socket, RTM_GETADDR, &ifaddrmsg::ifa_family, each);
    if (code == 0)
        code = dump(socket, RTM_GETNEIGH, &ndmsg::ndm_family, each);
    if (code == 0)
        code = dump(socket, RTM_GETROUTE, &rtmsg::rtm_family, each);
    if (code == 0)
        each(kernel_snapshot_end{});
    return code;
}

/// Changes while the kernel lists something make the list worthless (EINTR).
void tell_all(const kernel_monitor::listener& each) {
    constexpr int patience = 20;
    int code = EINTR;
    for (int i = 0; i < patience && code == EINTR; ++i)
        code = dump_all(each);
    if (code != 0)
        fail("list routes, neighbours and addresses", code);
}

} // namespace

kernel_monitor::kernel_monitor(std::size_t receive_buffer)
    : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)), buffer_(largest_message) {
    if (!socket_)
        fail("open a netlink socket", errno);
    const int bytes = static_cast<int>(receive_buffer);
    if (::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) != 0 &&
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)) != 0)
        fail("size a netlink socket's buffer", errno);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_NEIGH | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_IPV4_IFADDR |
                        RTMGRP_IPV6_IFADDR | 1U << (RTNLGRP_NEXTHOP - 1U);
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        fail("subscribe to routes, neighbours and addresses", errno);
}

void kernel_monitor::receive(const listener& each) {
    complete_ = drain(each) && complete_;
    if (complete_)
        return;
    // What happens meanwhile waits in the socket, and is told after: in its order it ends where the kernel is.
    tell_all(each);
    complete_ = true;
}

bool kernel_monitor::drain(const listener& each) {
    bool all = true;
    for (;;) {
        const ssize_t got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
        if (got >= 0)
            all = pass_on(static_cast<std::size_t>(got), each) && all;
        else if (errno == ENOBUFS)
            all = false;
        else if (errno == EAGAIN)
            return all;
        else if (errno != EINTR)
            fail("read from a netlink socket", errno);
    }
}

bool kernel_monitor::pass_on(std::size_t bytes, const listener& each) {
    bool all = true;
    int left = static_cast<int>(bytes);
    for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data()); ::mnl_nlmsg_ok(message, left);
         message = ::mnl_nlmsg_next(message, &left)) {
        all = all && !is_silent_loss(message);
        // Before the first snapshot there is nothing to change.
        if (const std::optional<kernel_event> event = detail::read_kernel_event(message); event && complete_)
            each(*event);
    }
    return all;
}

} // namespace xdpk
