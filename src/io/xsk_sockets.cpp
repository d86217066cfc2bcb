// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_sockets.hpp"

#include "sysfs.hpp"

#include <xdpk/base/fd.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <system_error>
#include <unistd.h>

namespace xdpk::detail {

namespace {

namespace fs = std::filesystem;

std::optional<int> number_of(const fs::path& path) {
    const std::string text = path.filename().string();
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// The kernel names every socket's protocol in an extended attribute of its descriptor.
bool is_xsk(const fs::path& descriptor) {
    std::array<char, 32> name{};
    const ssize_t length = ::getxattr(descriptor.c_str(), "system.sockprotoname", name.data(), name.size() - 1);
    return length > 0 && std::string_view{name.data()} == "XDP";
}

template <class T>
std::optional<T> option(int socket, int name) {
    T value{};
    socklen_t length = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, name, &value, &length) == 0 ? std::optional{value} : std::nullopt;
}

std::optional<std::uint64_t> our_namespace() {
    const fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    return option<std::uint64_t>(socket.get(), SO_NETNS_COOKIE);
}

/// Our own descriptor of another process's socket, for as long as it takes to ask it.
fd borrow(pid_t pid, int number) {
    const fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    return fd(process ? static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number, 0)) : -1);
}

std::optional<xsk_socket_facts> facts_of(pid_t pid, int number, std::optional<std::uint64_t> name_space) {
    const fd socket = borrow(pid, number);
    if (!socket)
        return xsk_socket_facts{.pid = pid};
    if (option<std::uint64_t>(socket.get(), SO_NETNS_COOKIE) != name_space)
        return std::nullopt;
    return xsk_socket_facts{.pid = pid, .napi_id = option<unsigned>(socket.get(), SO_INCOMING_NAPI_ID).value_or(0)};
}

} // namespace

std::vector<xsk_socket_facts> xsk_sockets() {
    const auto name_space = our_namespace();
    std::vector<xsk_socket_facts> found;
    std::error_code failure;
    for (const fs::directory_entry& process : fs::directory_iterator("/proc", failure)) {
        const auto pid = number_of(process.path());
        if (!pid)
            continue;
        std::error_code hidden;
        for (fs::directory_iterator entry(process.path() / "fd", hidden), end; !hidden && entry != end;
             entry.increment(hidden)) {
            if (!is_xsk(entry->path()))
                continue;
            if (const auto facts = facts_of(*pid, number_of(entry->path()).value_or(-1), name_space))
                found.push_back(*facts);
        }
    }
    return found;
}

std::string command_of(pid_t pid) { return read_line("/proc/" + std::to_string(pid) + "/comm").value_or("?"); }

} // namespace xdpk::detail
