// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/nic_facts.hpp>
#include <xdpk/net/mac_address.hpp>

#include <optional>
#include <string>

namespace xdpk::detail {

/// The first line of a file, without its line end; nothing if it cannot be read.
[[nodiscard]] std::optional<std::string> read_line(const std::string& path);
/// The whole number a file starts with.
[[nodiscard]] std::optional<std::uint64_t> read_number(const std::string& path);

struct queue_counts {
    unsigned rx = 0, tx = 0;
};

/// Facts from /sys/class/net, which shows the network namespace of whoever mounted it. They are used only if the entry
/// has the index and the address that the kernel told us in our own namespace.
[[nodiscard]] std::optional<queue_counts> sysfs_queues(const std::string& ifname, int ifindex, const mac_address& mac);
[[nodiscard]] std::optional<busy_poll_settings> sysfs_busy_poll(const std::string& ifname, int ifindex,
                                                                const mac_address& mac);

/// NUMA node of a device on a bus, or of the nearest device above it that has one.
[[nodiscard]] std::optional<int> sysfs_numa_node(const std::string& bus, const std::string& device);

} // namespace xdpk::detail
