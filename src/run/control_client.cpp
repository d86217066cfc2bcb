// SPDX-License-Identifier: BSD-3-Clause
#include "control_client.hpp"

#include "base/unix_address.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <array>
#include <cerrno>
#include <string_view>
#include <sys/time.h>

namespace xdpk {

namespace {

constexpr timeval patience{.tv_sec = 30, .tv_usec = 0};

[[noreturn]] void fail(const std::string& path, const char* what, int code) {
    const bool nobody = code == ENOENT || code == ECONNREFUSED;
    throw error(
        {.where = path,
         .what = what,
         .code = code,
         .hint = nobody ? "no program listens there: give --socket what its configuration has as [run] control" : ""});
}

void send_all(int socket, const std::string& path, std::string_view line) {
    while (!line.empty()) {
        const ssize_t sent = ::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
        if (sent < 0)
            fail(path, "ask", errno);
        line.remove_prefix(static_cast<std::size_t>(sent));
    }
}

} // namespace

std::string ask(const std::string& path, const std::string& request) {
    const unix_address address(path);
    const fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), address.get(), address.size()) != 0)
        fail(path, "connect", errno);
    send_all(socket.get(), path, request + "\n");
    std::string answer;
    std::array<char, 65536> piece;
    while (!answer.ends_with('\n')) {
        const ssize_t got = ::recv(socket.get(), piece.data(), piece.size(), 0);
        if (got < 0)
            fail(path, "wait for the answer", errno == EAGAIN ? ETIMEDOUT : errno);
        if (got == 0)
            fail(path, "wait for the answer", ECONNRESET);
        answer.append(piece.data(), static_cast<std::size_t>(got));
    }
    answer.pop_back();
    return answer;
}

} // namespace xdpk
