// SPDX-License-Identifier: BSD-3-Clause
#include "handed_socket.hpp"

#include "afxdp_abi.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <optional>
#include <sys/socket.h>

namespace xdpk {

namespace {

std::optional<int> option(int socket, int name) noexcept {
    int value = 0;
    socklen_t length = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, name, &value, &length) == 0 ? std::optional{value} : std::nullopt;
}

int set(int socket, int name, int value) noexcept {
    return ::setsockopt(socket, SOL_SOCKET, name, &value, sizeof value) == 0 ? 0 : errno;
}

} // namespace

fd open_handed_socket(const std::string& ifname) {
    fd opened(::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0));
    if (!opened)
        throw error({.where = ifname,
                     .what = "open AF_XDP socket",
                     .code = errno,
                     .hint = errno == EPERM ? "needs CAP_NET_RAW" : ""});
    if (::setsockopt(opened.get(), SOL_SOCKET, SO_BINDTODEVICE, ifname.c_str(),
                     static_cast<socklen_t>(ifname.size())) != 0)
        throw error({.where = ifname, .what = "tie a socket to the device", .code = errno});
    return opened;
}

bool is_xsk(int socket) noexcept { return option(socket, SO_DOMAIN) == AF_XDP; }

int set_busy_poll(int socket, std::chrono::microseconds time, std::uint32_t budget) noexcept {
    const int preferred = option(socket, SO_PREFER_BUSY_POLL).value_or(0);
    const int before = option(socket, SO_BUSY_POLL).value_or(0);
    if (const int code = set(socket, SO_PREFER_BUSY_POLL, 1); code != 0)
        return code;
    int code = set(socket, SO_BUSY_POLL, static_cast<int>(time.count()));
    if (code == 0)
        code = set(socket, SO_BUSY_POLL_BUDGET, static_cast<int>(budget));
    if (code != 0) {
        set(socket, SO_BUSY_POLL, before);
        set(socket, SO_PREFER_BUSY_POLL, preferred);
    }
    return code;
}

} // namespace xdpk
