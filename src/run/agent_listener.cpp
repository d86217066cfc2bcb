// SPDX-License-Identifier: BSD-3-Clause
#include "agent_listener.hpp"

#include "agent_state.hpp"

#include "base/peer.hpp"
#include "base/unix_address.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <filesystem>
#include <sys/socket.h>
#include <sys/stat.h>

namespace xdpk {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int code, const std::string& hint = {}) {
    throw error({.where = path, .what = what, .code = code, .hint = hint});
}

fd new_socket() { return fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

} // namespace

void remove_dead_socket(const std::string& path) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0)
        return;
    if (!S_ISSOCK(there.st_mode))
        fail(path, "create socket", EEXIST, "something that is no socket has this path");
    const unix_address address(path);
    const fd probe = new_socket();
    if (::connect(probe.get(), address.get(), address.size()) == 0)
        fail(path, "create socket", EADDRINUSE, peer_of(probe.get()) + " listens there; stop it first");
    if (errno != ECONNREFUSED)
        fail(path, "create socket", errno == EAGAIN || errno == EPROTOTYPE ? EADDRINUSE : errno);
    if (::unlink(path.c_str()) != 0)
        fail(path, "remove a dead process's socket", errno);
}

agent_listener::agent_listener(std::string path, const agent_file& rights)
    : path_(std::move(path)), socket_(new_socket()) {
    const std::filesystem::path directory = std::filesystem::path(path_).parent_path();
    make_own_directory(directory.parent_path().string());
    make_own_directory(directory.string());
    remove_dead_socket(path_);
    const unix_address address(path_);
    // Until it listens, nobody can connect.
    if (::bind(socket_.get(), address.get(), address.size()) != 0)
        fail(path_, "create socket", errno);
    struct stat there {};
    if (::lstat(path_.c_str(), &there) == 0) {
        device_ = there.st_dev;
        inode_ = there.st_ino;
    }
    own(rights);
    if (::listen(socket_.get(), SOMAXCONN) != 0)
        fail(path_, "listen", errno);
}

void agent_listener::own(const agent_file& rights) const {
    struct stat there {};
    if (::chmod(path_.c_str(), rights.mode) != 0 || ::lstat(path_.c_str(), &there) != 0)
        fail(path_, "set a socket's mode", errno);
    const bool same = there.st_uid == rights.owner && there.st_gid == rights.group;
    if (!same && ::lchown(path_.c_str(), rights.owner, rights.group) != 0)
        fail(path_, "set a socket's owner", errno, "needs CAP_CHOWN");
}

agent_listener::~agent_listener() {
    struct stat now {};
    if (::lstat(path_.c_str(), &now) == 0 && now.st_dev == device_ && now.st_ino == inode_)
        ::unlink(path_.c_str());
}

fd agent_listener::accept() const noexcept {
    return fd(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

} // namespace xdpk
