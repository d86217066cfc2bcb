// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace xdpk {

/// A network namespace, held open: it lives on while nobody is in it.
class network_namespace {
public:
    network_namespace() = default;
    explicit network_namespace(fd number) : number_(std::move(number)) {}

    /// That of the calling thread. Throws xdpk::error.
    [[nodiscard]] static network_namespace own();
    /// That of a process, by its pidfd; nothing if it is gone, or may not be looked at (CAP_SYS_PTRACE, CAP_SYS_ADMIN).
    [[nodiscard]] static std::optional<network_namespace> of_process(const fd& process);

    [[nodiscard]] const fd& number() const noexcept { return number_; }
    /// The kernel's name of it.
    [[nodiscard]] ino_t inode() const noexcept;
    bool operator==(const network_namespace& other) const noexcept { return inode() == other.inode(); }

    /// Runs `work` on a thread of its own there. What it throws is thrown on; so is an xdpk::error if the thread may
    /// not enter (CAP_SYS_ADMIN).
    void run(const std::function<void()>& work) const;

private:
    fd number_;
};

/// The network namespace with this inode number among those with a name under /run/netns and those of processes.
[[nodiscard]] std::optional<network_namespace> find_network_namespace(ino_t inode);

/// Moves an interface from one network namespace to another and puts it up there. Its addresses are lost, its XDP
/// program stays. Throws xdpk::error, for one whose name is taken there too.
void move_link(const std::string& ifname, const network_namespace& from, const network_namespace& to);

} // namespace xdpk
