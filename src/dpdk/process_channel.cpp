// SPDX-License-Identifier: BSD-3-Clause
#include "process_channel.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

namespace xdpk::dpdk {

namespace {

constexpr timeval longest_send{.tv_sec = 2, .tv_usec = 0};

struct address {
    sockaddr_un name{};
    socklen_t bytes = 0;
    [[nodiscard]] const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&name); }
};

// A zero in front: a name that no folder has.
address address_of(const std::string& prefix) {
    address a;
    const std::string name = "xdpk-dpdk/" + std::to_string(::geteuid()) + "/" + prefix;
    if (name.size() + 1 > sizeof a.name.sun_path)
        throw error({.where = "--file-prefix " + prefix, .what = "is too long", .code = ENAMETOOLONG});
    a.name.sun_family = AF_UNIX;
    std::ranges::copy(name, a.name.sun_path + 1);
    a.bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    return a;
}

fd new_socket() {
    fd made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!made)
        throw error({.where = "processes", .what = "open a Unix socket", .code = errno});
    ::setsockopt(made.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_send, sizeof longest_send);
    return made;
}

struct alignas(cmsghdr) control_space {
    std::array<std::byte, CMSG_SPACE(most_files * sizeof(int))> bytes{};
};

std::vector<fd> files_of(msghdr& header) {
    std::vector<fd> files;
    for (const cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, const_cast<cmsghdr*>(c))) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        for (std::size_t at = 0; at + sizeof(int) <= c->cmsg_len - CMSG_LEN(0); at += sizeof(int)) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(c) + at, sizeof number);
            files.emplace_back(number);
        }
    }
    return files;
}

} // namespace

void process_message::set_text(const std::string& from) noexcept {
    text.fill('\0');
    std::copy_n(from.begin(), std::min(from.size(), text.size() - 1), text.begin());
}

bool process_channel::send(const process_message& message, std::span<const int> files) const noexcept {
    iovec whole{.iov_base = const_cast<process_message*>(&message), .iov_len = sizeof message};
    control_space control;
    msghdr header{};
    header.msg_iov = &whole;
    header.msg_iovlen = 1;
    if (!files.empty()) {
        header.msg_control = control.bytes.data();
        header.msg_controllen = CMSG_SPACE(files.size_bytes());
        cmsghdr* const c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(files.size_bytes());
        std::memcpy(CMSG_DATA(c), files.data(), files.size_bytes());
    }
    ssize_t sent = 0;
    do
        sent = ::sendmsg(number(), &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(sizeof message);
}

std::optional<process_channel::received> process_channel::receive(int milliseconds) const {
    pollfd ready{.fd = number(), .events = POLLIN, .revents = 0};
    int there = 0;
    do
        there = ::poll(&ready, 1, milliseconds);
    while (there < 0 && errno == EINTR);
    if (there != 1)
        return std::nullopt;
    received got;
    iovec whole{.iov_base = &got.message, .iov_len = sizeof got.message};
    control_space control;
    msghdr header{};
    header.msg_iov = &whole;
    header.msg_iovlen = 1;
    header.msg_control = control.bytes.data();
    header.msg_controllen = control.bytes.size();
    const ssize_t bytes = ::recvmsg(number(), &header, MSG_CMSG_CLOEXEC);
    if (bytes <= 0)
        return std::nullopt;
    got.files = files_of(header);
    if (bytes != static_cast<ssize_t>(sizeof got.message))
        return std::nullopt;
    got.message.text.back() = '\0';
    return got;
}

fd listen_as_primary(const std::string& prefix) {
    fd made = new_socket();
    const address a = address_of(prefix);
    if (::bind(made.get(), a.get(), a.bytes) == 0 && ::listen(made.get(), SOMAXCONN) == 0)
        return made;
    if (errno == EADDRINUSE)
        return {};
    throw error({.where = "--file-prefix " + prefix, .what = "listen for secondary processes", .code = errno});
}

fd connect_to_primary(const std::string& prefix) {
    fd made = new_socket();
    const address a = address_of(prefix);
    if (::connect(made.get(), a.get(), a.bytes) != 0) {
        if (errno == ECONNREFUSED)
            return {};
        throw error({.where = "--file-prefix " + prefix, .what = "connect to the primary process", .code = errno});
    }
    if (!is_own_users(made.get()))
        throw error(
            {.where = "--file-prefix " + prefix, .what = "the primary process is another user's", .code = EPERM});
    return made;
}

bool is_own_users(int socket) noexcept {
    ucred other{};
    socklen_t bytes = sizeof other;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &other, &bytes) == 0 &&
           (other.uid == 0 || other.uid == ::geteuid());
}

} // namespace xdpk::dpdk
