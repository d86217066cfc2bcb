// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_device.hpp"

#include <string>
#include <string_view>

namespace xdpk::dpdk {

// Devices that are not netdevs. `name` and `arguments` as in --vdev. Throw xdpk::error.

/// net_null: receives packets of `size` zero bytes as fast as it is asked, and drops what is sent. size=64, copy=0,
/// no-rx=0.
[[nodiscard]] std::unique_ptr<eth_device> make_null_device(const std::string& name, std::string_view arguments);
/// net_ring: what is sent into queue n is received from queue n.
[[nodiscard]] std::unique_ptr<eth_device> make_ring_device(const std::string& name, std::string_view arguments);
/// net_pcap: receives from a file (rx_pcap=) and sends into one (tx_pcap=). infinite_rx=1 starts again at its end.
[[nodiscard]] std::unique_ptr<eth_device> make_pcap_device(const std::string& name, std::string_view arguments);
/// net_tap: a tap device of the kernel's. iface=, mac= (fixed or an address).
[[nodiscard]] std::unique_ptr<eth_device> make_tap_device(const std::string& name, std::string_view arguments);

} // namespace xdpk::dpdk
