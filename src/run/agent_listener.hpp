// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_config.hpp"

#include <xdpk/base/fd.hpp>

#include <string>
#include <sys/types.h>

namespace xdpk {

/// A device's listening socket, of the kind SOCK_SEQPACKET. It has its owner and mode before anybody can connect.
class agent_listener {
public:
    /// Replaces the socket of a dead process. Throws xdpk::error if a living one listens there, and says which.
    agent_listener(std::string path, const agent_file& rights);
    agent_listener(const agent_listener&) = delete;
    agent_listener& operator=(const agent_listener&) = delete;
    /// Removes the socket, if it is still this one.
    ~agent_listener();

    /// Another owner and mode. Throws xdpk::error.
    void own(const agent_file& rights) const;

    [[nodiscard]] int number() const noexcept { return socket_.get(); }
    /// A client; empty, with errno, if there is none or it cannot be taken in.
    [[nodiscard]] fd accept() const noexcept;

private:
    std::string path_;
    fd socket_;
    dev_t device_ = 0; ///< of the socket's file
    ino_t inode_ = 0;
};

/// Removes the socket of a dead process. Throws xdpk::error if a living one listens there, or it is no socket.
void remove_dead_socket(const std::string& path);

} // namespace xdpk
