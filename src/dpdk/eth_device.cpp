// SPDX-License-Identifier: BSD-3-Clause
#include "eth_device.hpp"

namespace xdpk::dpdk {

rte_eth_link eth_device::link() const noexcept {
    rte_eth_link link{};
    link.link_speed = RTE_ETH_SPEED_NUM_10G;
    link.link_duplex = RTE_ETH_LINK_FULL_DUPLEX;
    link.link_autoneg = RTE_ETH_LINK_FIXED;
    link.link_status = up_ ? RTE_ETH_LINK_UP : RTE_ETH_LINK_DOWN;
    return link;
}

void eth_device::set_up(bool up) { up_ = up; }

} // namespace xdpk::dpdk
