// SPDX-License-Identifier: BSD-3-Clause
#include "plugin_record.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>

namespace xdpk::plugin {

namespace {

using clock = std::chrono::steady_clock;

/// Room for one descriptor beside a record.
struct control {
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> bytes{};

    [[nodiscard]] msghdr header(iovec& text) {
        msghdr header{};
        header.msg_iov = &text;
        header.msg_iovlen = 1;
        header.msg_control = bytes.data();
        // Not CMSG_SPACE: its padding has room for a second descriptor.
        header.msg_controllen = CMSG_LEN(sizeof(int));
        return header;
    }
};

fd descriptor_in(msghdr& header) {
    fd found;
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS || part->cmsg_len < CMSG_LEN(sizeof(int)))
            continue;
        int number = 0;
        std::memcpy(&number, CMSG_DATA(part), sizeof number);
        found = fd(number);
    }
    return found;
}

record failed(int code) { return {.what = reception::failed, .code = code}; }

/// An errno, 0 if there is something to read.
int wait(int socket, clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now());
        pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&readable, 1, std::max(static_cast<int>(left.count()), 0));
        if (ready > 0)
            return 0;
        if (ready == 0)
            return EAGAIN;
        if (errno != EINTR)
            return errno;
    }
}

record take(int socket) {
    record taken{.text = std::string(longest_record, '\0')};
    iovec text{.iov_base = taken.text.data(), .iov_len = taken.text.size()};
    control beside;
    msghdr header = beside.header(text);
    ssize_t length = 0;
    do
        length = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (length < 0 && errno == EINTR);
    if (length < 0 && errno == EAGAIN)
        return {};
    if (length < 0)
        return errno == ECONNRESET ? record{.what = reception::closed} : failed(errno);
    taken.descriptor = descriptor_in(header);
    taken.text.resize(static_cast<std::size_t>(length));
    taken.what = length == 0 ? reception::closed : reception::record;
    taken.cut = (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    if (taken.cut)
        taken.descriptor.reset();
    return taken;
}

} // namespace

record receive(int socket, std::chrono::milliseconds patience) {
    const auto deadline = clock::now() + patience;
    for (;;) {
        record taken = take(socket);
        if (taken.what != reception::late)
            return taken;
        if (const int code = wait(socket, deadline); code != 0)
            return code == EAGAIN ? record{} : failed(code);
    }
}

int send(int socket, std::string_view text, std::optional<int> descriptor) noexcept {
    iovec piece{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
    control beside;
    msghdr header = beside.header(piece);
    if (descriptor) {
        cmsghdr* const part = CMSG_FIRSTHDR(&header);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(part), &*descriptor, sizeof(int));
    } else {
        header.msg_control = nullptr;
        header.msg_controllen = 0;
    }
    while (::sendmsg(socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

} // namespace xdpk::plugin
