// SPDX-License-Identifier: BSD-3-Clause
#include "agent_moves.hpp"

#include "agent_state.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/syscall.h>
#include <unistd.h>

namespace xdpk {

namespace {

/// When a process started, in the kernel's ticks: with its number it stands for the process. 0 if it is gone.
std::uint64_t start_of(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');
    if (name_end == std::string::npos)
        return 0;
    std::istringstream fields(line.substr(name_end + 1));
    constexpr int fields_before = 19; // proc(5): starttime is field 22, the name is field 2
    std::string skipped;
    for (int i = 0; i < fields_before; ++i)
        fields >> skipped;
    std::uint64_t start = 0;
    fields >> start;
    return start;
}

} // namespace

device_move::device_move(std::string ifname, std::string state_file)
    : ifname_(std::move(ifname)), state_file_(std::move(state_file)), here_(network_namespace::own()) {
    recall();
}

void device_move::take(const agent_peer& peer) {
    std::optional<network_namespace> wanted = network_namespace::of_process(peer.process);
    if (!wanted)
        throw error({.where = ifname_,
                     .what = "look at the network namespace of " + to_string(peer),
                     .hint = "needs CAP_SYS_ADMIN and CAP_SYS_PTRACE"});
    if (*wanted == here_)
        throw error({.where = ifname_, .what = to_string(peer) + " is in the agent's own network namespace"});
    if (away() && there_ != *wanted)
        throw error({.where = ifname_, .what = "it is in the network namespace of another client", .code = EBUSY});
    if (!away())
        move_link(ifname_, here_, *wanted);
    there_ = std::move(*wanted);
    holder_ = fd(::dup(peer.process.get()));
    remember(peer.pid);
}

void device_move::give_back() {
    if (!away())
        return;
    try {
        move_link(ifname_, there_, here_);
    } catch (const error& failure) {
        // It has left by itself, or was destroyed.
        if (failure.code() != ENODEV)
            throw;
    }
    forget();
}

void device_move::remember(pid_t holder) const {
    write_state(state_file_, fmt::format("{} {} {}\n", holder, start_of(holder), there_.inode()));
}

void device_move::forget() noexcept {
    there_ = network_namespace();
    holder_.reset();
    ::unlink(state_file_.c_str());
}

void device_move::recall() {
    std::istringstream state(read_state(state_file_));
    pid_t pid = 0;
    std::uint64_t start = 0;
    ino_t inode = 0;
    if (!(state >> pid >> start >> inode))
        return;
    fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (process && start != 0 && start_of(pid) == start)
        holder_ = std::move(process);
    if (auto found = find_network_namespace(inode))
        there_ = std::move(*found);
    else
        forget();
}

} // namespace xdpk
