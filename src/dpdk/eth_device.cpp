// SPDX-License-Identifier: BSD-3-Clause
#include "eth_device.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>

namespace xdpk::dpdk {

rte_eth_link eth_device::link() const noexcept {
    rte_eth_link link{};
    link.link_speed = RTE_ETH_SPEED_NUM_10G;
    link.link_duplex = RTE_ETH_LINK_FULL_DUPLEX;
    link.link_autoneg = RTE_ETH_LINK_FIXED;
    link.link_status = up_ ? RTE_ETH_LINK_UP : RTE_ETH_LINK_DOWN;
    return link;
}

open_queues eth_device::borrow(const queue_plan& /*plan*/, std::vector<fd> /*files*/) {
    throw error({.where = driver(), .what = "only the primary process can use such a port", .code = ENOTSUP});
}

void eth_device::set_up(bool up) { up_ = up; }

} // namespace xdpk::dpdk
