// SPDX-License-Identifier: BSD-3-Clause
#include "plugin_client.hpp"

#include "base/unix_address.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <map>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <tuple>

namespace xdpk {

namespace {

std::string hint_for(int code) {
    switch (code) {
    case ENOENT:
        return "is the device plugin's socket mounted here? Does xdpk agent run?";
    case ECONNREFUSED:
        return "nobody listens any more: the device plugin serves a pod once, so make the pod anew; or start xdpk "
               "agent";
    case EACCES:
        return "the socket is not for this user; the device plugin has `uid` for it in its pool's configuration";
    case EPROTOTYPE:
    case ENOTSOCK:
        return "this is not the socket of a device plugin or xdpk agent";
    default:
        return {};
    }
}

fd connect_to(const std::string& path) {
    const unix_address address(path);
    fd connection(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    // Where too many wait to be accepted, connect() does not wait for ever.
    constexpr auto seconds = std::chrono::duration_cast<std::chrono::seconds>(plugin_client::patience);
    const timeval limit{.tv_sec = seconds.count(), .tv_usec = 0};
    ::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(connection.get(), address.get(), address.size()) == 0)
        return connection;
    const int code = errno;
    throw error({.where = path, .what = "connect to the server of XSKMAPs", .code = code, .hint = hint_for(code)});
}

} // namespace

std::shared_ptr<plugin_client> plugin_client_at(const std::string& path, const std::string& pod) {
    static std::mutex lock;
    static std::map<std::tuple<dev_t, ino_t, std::string>, std::weak_ptr<plugin_client>> known;
    const std::lock_guard hold(lock);
    struct stat there {};
    if (::stat(path.c_str(), &there) != 0)
        throw error(
            {.where = path, .what = "connect to the server of XSKMAPs", .code = errno, .hint = hint_for(errno)});
    auto& entry = known[{there.st_dev, there.st_ino, pod}];
    if (auto client = entry.lock(); client && client->connected())
        return client;
    auto client = std::make_shared<plugin_client>(connect_to(path), path, pod);
    entry = client;
    return client;
}

} // namespace xdpk
