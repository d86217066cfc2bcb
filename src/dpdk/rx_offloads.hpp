// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_layers.hpp"

namespace xdpk::dpdk {

/// The layer that does in software what the port is to do to received packets; nullptr if that is nothing.
[[nodiscard]] std::unique_ptr<queue_layer> make_rx_offloads(eth_port& port, std::uint16_t queue);

} // namespace xdpk::dpdk
