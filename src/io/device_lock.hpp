// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <optional>
#include <string>
#include <sys/types.h>

namespace xdpk {

/// Marks a device as served by this process: an abstract Unix socket, which the kernel frees however the process ends,
/// and which tells the process's id to the next one that comes.
class device_lock {
public:
    /// Throws xdpk::error that names the process that serves the device already.
    device_lock(const std::string& ifname, int ifindex);

private:
    fd socket_;
};

} // namespace xdpk
