// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace xdpk {

/// Somebody put an XDP program on an interface, took one off, or did so with the interface itself.
struct xdp_change {
    enum class kind : std::uint8_t { interface_added, interface_removed, programs_changed };

    kind what = kind::programs_changed;
    int ifindex = 0;
    std::string ifname{};
    std::vector<attached_program> before{}; ///< ids and modes; the dispatcher's where there is one
    std::vector<attached_program> after{};
};

/// Follows the XDP programs of all interfaces of a network namespace, the calling thread's when it is made (rtnetlink,
/// IFLA_XDP). A change of a dispatcher's members is seen as well: libxdp makes a new dispatcher each time. One thread;
/// no rights are needed.
///
/// The kernel tells of programs that are attached by netlink, and keeps silent about those attached by a bpf_link:
/// call look() now and then to see these too.
class xdp_chain_monitor {
public:
    using listener = std::function<void(const xdp_change&)>;

    /// Takes what there is now as known. Throws xdpk::error.
    xdp_chain_monitor();

    /// Becomes readable when there is something to receive.
    [[nodiscard]] int wait_fd() const noexcept { return socket_.get(); }

    /// Hands over what changed, and does not wait. Throws xdpk::error.
    void receive(const listener& each);

    /// Asks the kernel for all interfaces, and hands over what changed.
    void look(const listener& each);

private:
    struct known {
        std::string name;
        std::vector<attached_program> programs;
    };

    void compare(int ifindex, const known* now, const listener& each);

    fd socket_;
    std::map<int, known> interfaces_;
};

} // namespace xdpk
