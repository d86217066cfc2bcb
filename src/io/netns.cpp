// SPDX-License-Identifier: BSD-3-Clause
#include "netns.hpp"

#include "netlink.hpp"

#include <algorithm>
#include <cctype>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <optional>
#include <sched.h>
#include <set>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace xdpk::detail {

namespace {

namespace fs = std::filesystem;

std::optional<int> id_of(netlink& socket, int name_space) {
    netlink_message message(RTM_GETNSID, 0);
    message.extra<rtgenmsg>();
    ::mnl_attr_put_u32(message.header(), NETNSA_FD, static_cast<std::uint32_t>(name_space));
    std::optional<int> id;
    const int code = socket.request(message, [&](const nlmsghdr* answer) {
        if (const auto number = u32_of(find_attribute(answer, sizeof(rtgenmsg), NETNSA_NSID)))
            id = static_cast<int>(*number);
    });
    return code == 0 ? id : std::nullopt;
}

template <class Visit>
void each_entry(const char* directory, const Visit& visit) {
    std::error_code failure;
    for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end; entry.increment(failure))
        visit(entry->path());
}

bool is_number(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Files that stand for a network namespace.
std::vector<fs::path> candidates() {
    std::vector<fs::path> paths;
    each_entry("/run/netns", [&](const fs::path& path) { paths.push_back(path); });
    each_entry("/proc", [&](const fs::path& path) {
        if (is_number(path.filename().string()))
            paths.push_back(path / "ns/net");
    });
    return paths;
}

/// The first candidate that `is_it(descriptor, inode)`.
template <class Test>
name_space find(const Test& is_it) {
    std::set<ino_t> seen;
    for (const fs::path& path : candidates()) {
        fd candidate(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat status {};
        if (!candidate || ::fstat(candidate.get(), &status) != 0 || !seen.insert(status.st_ino).second)
            continue;
        if (is_it(candidate.get(), status.st_ino))
            return {.number = std::move(candidate), .path = path.string()};
    }
    return {};
}

} // namespace

name_space find_namespace(int id) {
    netlink socket(NETLINK_ROUTE);
    return find([&](int candidate, ino_t) { return id_of(socket, candidate) == id; });
}

name_space find_namespace_of(ino_t inode) {
    return find([inode](int, ino_t candidate) { return candidate == inode; });
}

bool run_in_namespace(const name_space& where, const std::function<void()>& work) {
    bool done = false;
    std::thread([&] {
        try {
            if (::setns(where.number.get(), CLONE_NEWNET) != 0)
                return;
            work();
            done = true;
        } catch (const std::exception&) {
            done = false;
        }
    }).join();
    return done;
}

} // namespace xdpk::detail
