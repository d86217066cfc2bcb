// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace xdpk::dpdk {

class eth_device;

/// One --vdev, -a or XDPK_PORTS entry, as given: "net_af_xdp0" and "iface=eth0,queue_count=2"; of XDPK_PORTS and -a the
/// name of the interface, without arguments.
struct device_request {
    std::string name;
    std::string arguments;
};

/// Makes the ports, numbered in the order given. Called once, by rte_eal_init. Throws xdpk::error.
void create_devices(std::span<const device_request> requests);

/// The device of a port that the primary process has, in a secondary. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<eth_device> make_shared_device(const device_request& request);

/// Adds one while the program runs, and removes one by its name. Throw xdpk::error. Control thread.
void hotplug_device(const device_request& request);
void remove_device(std::string_view name);

/// Closes all that are open. Called by rte_eal_cleanup.
void close_devices() noexcept;

} // namespace xdpk::dpdk
