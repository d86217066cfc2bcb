// SPDX-License-Identifier: BSD-3-Clause
#include "control_socket.hpp"

#include "control_answer.hpp"

#include "base/peer.hpp"
#include "base/unix_address.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace xdpk {

namespace {

constexpr mode_t for_its_user = 0600;

[[noreturn]] void fail(const std::string& path, const char* what, int code, const std::string& hint = {}) {
    throw error({.where = path, .what = what, .code = code, .hint = hint});
}

/// While it lives, no other program sets up a socket in the same directory.
fd lock_directory(const std::string& path) {
    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    const std::string directory = parent.empty() ? "." : parent.string();
    fd lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock || ::flock(lock.get(), LOCK_EX) != 0)
        fail(path, "create control socket", errno, "give a directory that is there");
    return lock;
}

fd new_socket() { return fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

} // namespace

control_socket::control_socket(std::string path, answer answer)
    : path_(std::move(path)), answer_(std::move(answer)), events_(::epoll_create1(EPOLL_CLOEXEC)),
      socket_(new_socket()) {
    if (!events_ || !socket_)
        fail(path_, "create control socket", errno);
    const fd lock = lock_directory(path_);
    take_place();
    listen();
}

control_socket::~control_socket() {
    struct stat now {};
    if (::lstat(path_.c_str(), &now) == 0 && now.st_dev == device_ && now.st_ino == inode_)
        ::unlink(path_.c_str());
}

// A socket whose process is dead refuses connections; nothing but a socket is ever removed.
void control_socket::take_place() {
    struct stat there {};
    if (::lstat(path_.c_str(), &there) != 0)
        return;
    if (!S_ISSOCK(there.st_mode))
        fail(path_, "create control socket", EEXIST, "something that is no socket has this path");
    const unix_address address(path_);
    const fd probe = new_socket();
    if (::connect(probe.get(), address.get(), address.size()) == 0)
        fail(path_, "create control socket", EADDRINUSE,
             peer_of(probe.get()) + " listens there; give each run a path of its own");
    if (errno != ECONNREFUSED)
        fail(path_, "create control socket", errno == EAGAIN ? EADDRINUSE : errno);
    if (::unlink(path_.c_str()) != 0)
        fail(path_, "remove a dead process's socket", errno);
}

void control_socket::listen() {
    const unix_address address(path_);
    // Before the path is there, so that nobody else can ever open it.
    if (::fchmod(socket_.get(), for_its_user) != 0 || ::bind(socket_.get(), address.get(), address.size()) != 0 ||
        ::listen(socket_.get(), most_clients) != 0)
        fail(path_, "create control socket", errno,
             errno == EACCES ? "give a path in a directory that its user may write to" : "");
    struct stat there {};
    if (::lstat(path_.c_str(), &there) == 0) {
        device_ = there.st_dev;
        inode_ = there.st_ino;
    }
    epoll_event event{.events = EPOLLIN, .data = {.u64 = 0}};
    if (::epoll_ctl(events_.get(), EPOLL_CTL_ADD, socket_.get(), &event) != 0)
        fail(path_, "watch control socket", errno);
}

void control_socket::serve() {
    std::array<epoll_event, most_clients + 1> ready{};
    const int count = ::epoll_wait(events_.get(), ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = ready[static_cast<std::size_t>(i)];
        if (event.data.u64 == 0)
            accept_all();
        else
            serve_client(event.data.u64);
    }
}

void control_socket::accept_all() {
    for (;;) {
        fd socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!socket)
            return;
        client c{.socket = std::move(socket)};
        if (clients_.size() >= most_clients) {
            c.say(refusal("too many clients"));
            write(c);
            continue;
        }
        const std::uint64_t id = next_id_++;
        if (wait_for(id, c, EPOLL_CTL_ADD))
            clients_.emplace(id, std::move(c));
    }
}

// An answer that the client does not take stands in the way of its next request.
void control_socket::serve_client(std::uint64_t id) {
    client& c = clients_.at(id);
    const bool there = write(c);
    if (there && c.idle() && !c.last)
        read(c);
    if (there)
        answer_lines(c);
    if (!there || (c.last && c.idle()) || !wait_for(id, c, EPOLL_CTL_MOD))
        clients_.erase(id);
}

void control_socket::read(client& c) {
    std::array<char, 16384> piece;
    while (c.in.size() < longest_line) {
        const std::size_t room = std::min(piece.size(), longest_line - c.in.size());
        const ssize_t got = ::recv(c.socket.get(), piece.data(), room, 0);
        if (got <= 0) {
            c.last = got == 0 || errno != EAGAIN;
            return;
        }
        c.in.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void control_socket::answer_lines(client& c) {
    while (c.idle()) {
        const std::size_t end = c.in.find('\n');
        if (end == std::string::npos)
            break;
        c.say(answer_(std::string_view(c.in).substr(0, end)));
        c.in.erase(0, end + 1);
        write(c);
    }
    if (c.idle() && c.in.size() >= longest_line) {
        c.say(refusal("a request has at most 65535 bytes"));
        c.in.clear();
        c.last = true;
    }
}

// False if the client is gone.
bool control_socket::write(client& c) {
    while (!c.idle()) {
        const ssize_t sent = ::send(c.socket.get(), c.out.data() + c.sent, c.out.size() - c.sent, MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN;
        c.sent += static_cast<std::size_t>(sent);
    }
    return true;
}

bool control_socket::wait_for(std::uint64_t id, const client& c, int operation) {
    epoll_event event{.events = c.idle() ? std::uint32_t{EPOLLIN} : std::uint32_t{EPOLLOUT}, .data = {.u64 = id}};
    return ::epoll_ctl(events_.get(), operation, c.socket.get(), &event) == 0;
}

} // namespace xdpk
