// SPDX-License-Identifier: BSD-3-Clause
#include "device_lock.hpp"

#include "base/peer.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

namespace xdpk {

namespace {

struct abstract_address {
    sockaddr_un un{};
    socklen_t length = 0;

    explicit abstract_address(const std::string& name) {
        un.sun_family = AF_UNIX;
        // A leading zero byte makes the name abstract: it belongs to the network namespace, not to the file system.
        std::memcpy(un.sun_path + 1, name.data(), name.size());
        length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    }
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&un); }
};

std::string holder_of(const abstract_address& address) {
    const fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(socket.get(), address.get(), address.length) != 0)
        return "another process";
    return peer_of(socket.get());
}

} // namespace

device_lock::device_lock(const std::string& ifname, int ifindex)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const abstract_address address("xdpk/" + std::to_string(ifindex));
    if (::bind(socket_.get(), address.get(), address.length) == 0 && ::listen(socket_.get(), 1) == 0)
        return;
    const int code = errno;
    throw error({.where = ifname,
                 .what = "serve the device",
                 .code = code,
                 .hint = holder_of(address) + " serves it with xdpk already; stop that one first"});
}

} // namespace xdpk
