// SPDX-License-Identifier: BSD-3-Clause
#include "peer.hpp"

#include <fstream>
#include <sys/socket.h>

namespace xdpk {

std::string peer_of(int socket) {
    ucred peer{};
    socklen_t length = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return "another process";
    std::string name;
    std::ifstream file("/proc/" + std::to_string(peer.pid) + "/comm");
    std::getline(file, name);
    return "process " + std::to_string(peer.pid) + (name.empty() ? "" : " (" + name + ")");
}

} // namespace xdpk
