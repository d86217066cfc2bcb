// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_peer.hpp"

#include "io/link_move.hpp"

#include <string>

namespace xdpk {

/// Where a device is that was moved into a client's network namespace. It is taken back when the process that asked
/// for it has ended; the namespace is held open until then, so that even a veth outlives it. A restarted agent reads
/// the state from a file. While no agent runs, the end of the namespace sends physical devices to the host's first
/// namespace, and destroys others.
class device_move {
public:
    /// Throws xdpk::error if the state file cannot be read.
    device_move(std::string ifname, std::string state_file);

    /// Moves the device into the peer's namespace. Throws xdpk::error, if another has it, too.
    void take(const agent_peer& peer);
    /// Moves it back; nothing happens if it is here. Throws xdpk::error.
    void give_back();

    [[nodiscard]] bool away() const noexcept { return static_cast<bool>(there_.number()); }
    /// It is away, and the process that asked for it has ended.
    [[nodiscard]] bool abandoned() const noexcept { return away() && has_ended(holder_); }
    /// Where it is.
    [[nodiscard]] const network_namespace& there() const noexcept { return there_; }
    /// Our own.
    [[nodiscard]] const network_namespace& here() const noexcept { return here_; }

private:
    void remember(pid_t holder) const;
    void recall();
    void forget() noexcept;

    std::string ifname_;
    std::string state_file_;
    network_namespace here_;
    network_namespace there_;
    fd holder_;
};

} // namespace xdpk
