// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <array>

namespace xdpk::dpdk {

namespace {

struct vlan_offload {
    int mask;
    std::uint64_t offload;
};

constexpr std::array<vlan_offload, 2> offloads{{{RTE_ETH_VLAN_STRIP_OFFLOAD, RTE_ETH_RX_OFFLOAD_VLAN_STRIP},
                                                {RTE_ETH_VLAN_FILTER_OFFLOAD, RTE_ETH_RX_OFFLOAD_VLAN_FILTER}}};

int set_offloads(eth_port& port, int mask) {
    if ((mask & (RTE_ETH_VLAN_EXTEND_OFFLOAD | RTE_ETH_QINQ_STRIP_OFFLOAD)) != 0)
        return -ENOTSUP;
    for (const vlan_offload& o : offloads) {
        port.conf.rxmode.offloads &= ~o.offload;
        port.conf.rxmode.offloads |= (mask & o.mask) != 0 ? o.offload : 0;
    }
    for (std::uint16_t q = 0; port.started && q < port.rx.size(); ++q) {
        refresh_rx_offloads(port, q);
        refresh_rx(port, q);
    }
    return 0;
}

} // namespace

extern "C" {

int rte_eth_dev_vlan_filter(std::uint16_t port_id, std::uint16_t vlan_id, int on) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if ((port.conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) == 0)
            return -ENOSYS;
        if (vlan_id >= port.vlans.size())
            return -EINVAL;
        port.vlans.set(vlan_id, on != 0);
        return 0;
    });
}

int rte_eth_dev_set_vlan_offload(std::uint16_t port_id, int offload_mask) {
    return guarded([=] { return set_offloads(port_at(port_id), offload_mask); });
}

int rte_eth_dev_get_vlan_offload(std::uint16_t port_id) {
    return guarded([=] {
        const eth_port& port = port_at(port_id);
        int mask = 0;
        for (const vlan_offload& o : offloads)
            mask |= (port.conf.rxmode.offloads & o.offload) != 0 ? o.mask : 0;
        return mask;
    });
}

} // extern "C"

} // namespace xdpk::dpdk
