// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/nic_facts.hpp>
#include <xdpk/net/mac_address.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xdpk::detail {

/// A network interface as rtnetlink tells of it.
struct link {
    int ifindex = 0;
    std::string name{};
    std::string kind{};
    mac_address mac{};
    unsigned mtu = 0;
    bool up = false;
    bool carrier = false;
    unsigned rx_queues = 1; ///< allocated, which may be more than are in use
    unsigned tx_queues = 1;
    std::vector<attached_program> programs{}; ///< without names
    int peer_ifindex = 0;                     ///< IFLA_LINK; 0 if there is none
    std::optional<int> peer_namespace{};      ///< our id of the peer's namespace; empty if it is ours
    std::string parent_bus{};                 ///< "pci", "virtio"; empty for a software device
    std::string parent_device{};
};

/// Asks in the network namespace of the calling thread. Nothing if there is no such interface; throws xdpk::error.
[[nodiscard]] std::optional<link> find_link(const std::string& ifname);
[[nodiscard]] std::optional<link> find_link(int ifindex);
/// Throws xdpk::error if there is none, with the names that come near.
[[nodiscard]] link need_link(const std::string& ifname);

/// All interfaces, in the order of their indices. Throws xdpk::error.
[[nodiscard]] std::vector<link> all_links();

} // namespace xdpk::detail
