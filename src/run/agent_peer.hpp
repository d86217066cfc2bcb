// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_config.hpp"

#include <xdpk/base/fd.hpp>

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace xdpk {

/// The process behind a connected Unix socket, as the kernel vouches for it.
struct agent_peer {
    pid_t pid = 0;
    uid_t user = 0;
    std::vector<gid_t> groups{};
    fd process{}; ///< a pidfd; empty if the process is gone
};

/// Who connected; nothing if the kernel does not tell.
[[nodiscard]] std::optional<agent_peer> peer_behind(int socket);

/// "process 123 (testpmd) of user 1000".
[[nodiscard]] std::string to_string(const agent_peer& peer);

/// True if the process has ended.
[[nodiscard]] bool has_ended(const fd& process) noexcept;

/// What a peer may have of a device besides its XSKMAP.
struct agent_rights {
    bool sockets = false;
    bool busy_poll = false;
    bool move = false;
};

/// Nothing if it may have nothing at all. Root may have all but moves, which only a table in the file allows.
[[nodiscard]] std::optional<agent_rights> rights_of(const agent_peer& peer, const agent_device_config& device);

} // namespace xdpk
