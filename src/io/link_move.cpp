// SPDX-License-Identifier: BSD-3-Clause
#include "link_move.hpp"

#include "link.hpp"
#include "netlink.hpp"
#include "netns.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/stat.h>
#include <thread>

namespace xdpk {

namespace {

fd open_own() { return fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)); }

[[noreturn]] void fail(const std::string& ifname, const char* what, int code) {
    throw error({.where = ifname,
                 .what = what,
                 .code = code,
                 .hint = code == EEXIST   ? "an interface of that name is there already"
                         : code == EPERM  ? "needs CAP_NET_ADMIN in both"
                         : code == EINVAL ? "interfaces of this kind do not leave their network namespace"
                                          : ""});
}

int change(int ifindex, std::optional<int> to, bool raise) {
    detail::netlink_message message(RTM_NEWLINK, 0);
    auto& fixed = message.extra<ifinfomsg>();
    fixed.ifi_index = ifindex;
    fixed.ifi_flags = raise ? IFF_UP : 0;
    fixed.ifi_change = raise ? IFF_UP : 0;
    if (to)
        ::mnl_attr_put_u32(message.header(), IFLA_NET_NS_FD, static_cast<std::uint32_t>(*to));
    return detail::netlink(NETLINK_ROUTE).request(message, [](const nlmsghdr*) {});
}

int index_of(const std::string& ifname) {
    const auto link = detail::find_link(ifname);
    if (!link)
        throw error({.where = ifname, .what = "no interface of that name there", .code = ENODEV});
    return link->ifindex;
}

} // namespace

network_namespace network_namespace::own() {
    network_namespace here(open_own());
    if (!here.number_)
        throw error({.where = "/proc/thread-self/ns/net", .what = "open the network namespace", .code = errno});
    return here;
}

std::optional<network_namespace> network_namespace::of_process(const fd& process) {
    fd there;
    // A pidfd stands for the namespaces of its process, and never for another process that got its number.
    std::thread([&] {
        if (process && ::setns(process.get(), CLONE_NEWNET) == 0)
            there = open_own();
    }).join();
    return there ? std::optional(network_namespace(std::move(there))) : std::nullopt;
}

ino_t network_namespace::inode() const noexcept {
    struct stat status {};
    return number_ && ::fstat(number_.get(), &status) == 0 ? status.st_ino : 0;
}

void network_namespace::run(const std::function<void()>& work) const {
    std::exception_ptr thrown;
    std::thread([&] {
        try {
            if (*this != own() && ::setns(number_.get(), CLONE_NEWNET) != 0)
                throw error({.where = "network namespace",
                             .what = "enter it",
                             .code = errno,
                             .hint = errno == EPERM ? "needs CAP_SYS_ADMIN" : ""});
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
    }).join();
    if (thrown)
        std::rethrow_exception(thrown);
}

std::optional<network_namespace> find_network_namespace(ino_t inode) {
    detail::name_space found = detail::find_namespace_of(inode);
    return found.number ? std::optional(network_namespace(std::move(found.number))) : std::nullopt;
}

void move_link(const std::string& ifname, const network_namespace& from, const network_namespace& to) {
    from.run([&] {
        if (const int code = change(index_of(ifname), to.number().get(), false); code != 0)
            fail(ifname, "move it to another network namespace", code);
    });
    to.run([&] {
        if (const int code = change(index_of(ifname), std::nullopt, true); code != 0)
            fail(ifname, "put it up in its new network namespace", code);
    });
}

} // namespace xdpk
