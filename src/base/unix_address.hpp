// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace xdpk {

/// A path as the address of a Unix socket.
class unix_address {
public:
    /// Throws xdpk::error if the path is too long for one.
    explicit unix_address(const std::string& path);

    [[nodiscard]] const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&address_); }
    [[nodiscard]] socklen_t size() const noexcept { return sizeof address_; }

private:
    sockaddr_un address_{};
};

} // namespace xdpk
