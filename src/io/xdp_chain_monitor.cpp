// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xdp_chain_monitor.hpp>

#include "bpf_objects.hpp"
#include "link.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/rtnetlink.h>
#include <set>
#include <sys/socket.h>

namespace xdpk {

namespace {

constexpr std::size_t discarded = 8192;

bool same(const std::vector<attached_program>& a, const std::vector<attached_program>& b) {
    return std::ranges::equal(a, b, [](const attached_program& one, const attached_program& other) {
        return one.id == other.id && one.mode == other.mode;
    });
}

std::vector<attached_program> named(std::vector<attached_program> programs) {
    for (attached_program& program : programs) {
        const auto info = detail::program_info(program.id);
        program.name = info ? info->name : "";
        program.by_link = detail::held_by_link(program.id);
    }
    return programs;
}

} // namespace

xdp_chain_monitor::xdp_chain_monitor()
    : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)) {
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK;
    if (!socket_ || ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        throw error({.where = "netlink", .what = "subscribe to interfaces", .code = errno});
    look([](const xdp_change&) {});
}

// A message only says that it is time to look: the interface may have changed again since, or messages may be lost.
void xdp_chain_monitor::receive(const listener& each) {
    std::array<char, discarded> message{};
    bool something = false;
    for (;;) {
        if (::recv(socket_.get(), message.data(), message.size(), 0) >= 0 || errno == ENOBUFS)
            something = true;
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            throw error({.where = "netlink", .what = "hear of interfaces", .code = errno});
    }
    if (something)
        look(each);
}

void xdp_chain_monitor::look(const listener& each) {
    std::set<int> there;
    for (detail::link& link : detail::all_links()) {
        there.insert(link.ifindex);
        const known now{.name = std::move(link.name), .programs = std::move(link.programs)};
        compare(link.ifindex, &now, each);
    }
    std::vector<int> gone;
    for (const auto& [ifindex, known] : interfaces_)
        if (!there.contains(ifindex))
            gone.push_back(ifindex);
    for (const int ifindex : gone)
        compare(ifindex, nullptr, each);
}

void xdp_chain_monitor::compare(int ifindex, const known* now, const listener& each) {
    const auto before = interfaces_.find(ifindex);
    const bool was_there = before != interfaces_.end();
    xdp_change change{.ifindex = ifindex};
    if (was_there)
        change.before = before->second.programs;
    if (now == nullptr) {
        change.what = xdp_change::kind::interface_removed;
        change.ifname = before->second.name;
        interfaces_.erase(before);
        each(change);
        return;
    }
    change.what = was_there ? xdp_change::kind::programs_changed : xdp_change::kind::interface_added;
    change.ifname = now->name;
    if (was_there && same(change.before, now->programs)) {
        before->second.name = now->name;
        return;
    }
    change.after = named(now->programs);
    interfaces_[ifindex] = {.name = now->name, .programs = change.after};
    each(change);
}

} // namespace xdpk
