// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_probes.hpp"

#include "afxdp_abi.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/io/freplace_probe.hpp>

#include <cerrno>
#include <limits>

namespace xdpk::detail {

namespace {

support supported(bool answer) { return answer ? support::yes : support::no; }

/// The kernel looks at the flags of a bind before it looks for the interface: there is none of this number, and a flag
/// it does not know gives EINVAL instead of ENODEV.
support bind_flag(const fd& socket, unsigned flag) {
    sockaddr_xdp address{};
    address.sxdp_family = AF_XDP;
    address.sxdp_flags = static_cast<std::uint16_t>(flag);
    address.sxdp_ifindex = std::numeric_limits<std::int32_t>::max();
    const int result = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return result != 0 && errno == ENODEV ? support::yes : support::no;
}

/// On a socket without rings a known option is refused for its value, an unknown one as such.
support tx_budget(const fd& socket) {
    const int packets = 64;
    const int result = ::setsockopt(socket.get(), SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &packets, sizeof packets);
    return supported(result == 0 || errno != ENOPROTOOPT);
}

support busy_poll() {
    const fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    int value = 0;
    socklen_t length = sizeof value;
    return supported(::getsockopt(socket.get(), SOL_SOCKET, SO_PREFER_BUSY_POLL, &value, &length) == 0);
}

bool may_replace(const capabilities& held) {
    // Finding the types of the program to replace takes CAP_SYS_ADMIN.
    return held.initial_user_namespace && held.sys_admin && held.net_admin && held.bpf && held.perfmon;
}

} // namespace

kernel_features probe_kernel(const capabilities& held) {
    kernel_features found{.busy_poll = busy_poll()};
    if (may_replace(held))
        found.freplace = supported(freplace_works());
    const fd socket(::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0));
    if (!socket) {
        found.af_xdp = errno == EPERM ? support::unknown : support::no;
        return found;
    }
    found.af_xdp = support::yes;
    found.need_wakeup = bind_flag(socket, XDP_USE_NEED_WAKEUP);
    found.multi_buffer = bind_flag(socket, XDP_USE_SG);
    found.tx_budget = tx_budget(socket);
    return found;
}

} // namespace xdpk::detail
