// SPDX-License-Identifier: BSD-3-Clause
#include "rx_offloads.hpp"

namespace xdpk::dpdk {

std::unique_ptr<queue_layer> make_rx_offloads(const eth_port&, std::uint16_t) { return nullptr; }

} // namespace xdpk::dpdk
