// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <string>

namespace xdpk {

/// Keeps a device promiscuous while it lives. The kernel counts the wishes of all processes, so nobody else's setting
/// is lost, and ends this one however the process ends. Needs CAP_NET_RAW.
class promiscuous_mode {
public:
    /// Throws xdpk::error.
    promiscuous_mode(const std::string& ifname, int ifindex);

private:
    fd socket_;
};

} // namespace xdpk
