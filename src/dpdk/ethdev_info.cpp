// SPDX-License-Identifier: BSD-3-Clause
#include "eth_capabilities.hpp"
#include "log_error.hpp"

#include <algorithm>

namespace xdpk::dpdk {

namespace {

constexpr std::uint16_t default_ring = 1024;
constexpr std::uint16_t default_burst = 32;
constexpr std::uint32_t largest_packet = 65535;

// A queue has all that the port has; nothing costs hardware.
void describe_offloads(rte_eth_dev_info& info) {
    info.rx_offload_capa = rx_capabilities;
    info.tx_offload_capa = tx_capabilities;
    info.rx_queue_offload_capa = rx_capabilities;
    info.tx_queue_offload_capa = tx_capabilities;
    info.flow_type_rss_offloads = rss_capabilities;
    info.hash_key_size = rss_key_bytes;
    info.reta_size = reta_entries;
    info.rss_algo_capa = 1U << RTE_ETH_HASH_FUNCTION_DEFAULT | 1U << RTE_ETH_HASH_FUNCTION_TOEPLITZ;
}

template <class T>
const T& queue_at(const eth_port& port, const std::vector<T>& all, std::uint16_t queue) {
    if (queue >= all.size())
        throw port_error(port, "has no queue " + std::to_string(queue), EINVAL);
    return all[queue];
}

} // namespace

rte_eth_dev_info info_of(const eth_port& port) {
    rte_eth_dev_info info{};
    info.driver_name = port.device->driver();
    info.device = const_cast<rte_device*>(&port.shown);
    info.dev_flags = &port.device_flags;
    info.min_mtu = RTE_ETHER_MIN_MTU;
    info.max_mtu = static_cast<std::uint16_t>(largest_packet - RTE_ETHER_HDR_LEN - RTE_ETHER_CRC_LEN);
    info.min_rx_bufsize = 64;
    info.max_rx_bufsize = UINT32_MAX;
    info.max_rx_pktlen = largest_packet;
    info.max_rx_queues = info.max_tx_queues = XDPK_ETH_MAX_QUEUES;
    info.max_mac_addrs = 1;
    info.max_vmdq_pools = RTE_ETH_MAX_VMDQ_POOL;
    info.vmdq_queue_num = XDPK_ETH_MAX_QUEUES;
    info.rx_desc_lim = {.nb_max = 32768, .nb_min = 1, .nb_align = 1, .nb_seg_max = 0, .nb_mtu_seg_max = 0};
    info.tx_desc_lim = info.rx_desc_lim;
    describe_offloads(info);
    info.default_rxportconf = {.burst_size = default_burst, .ring_size = default_ring, .nb_queues = 1};
    info.default_txportconf = info.default_rxportconf;
    info.dev_capa = RTE_ETH_DEV_CAPA_FLOW_RULE_KEEP;
    info.switch_info.domain_id = RTE_ETH_DEV_SWITCH_DOMAIN_ID_INVALID;
    info.speed_capa = rte_eth_speed_bitflag(RTE_ETH_SPEED_NUM_10G, 1);
    info.nb_rx_queues = static_cast<std::uint16_t>(port.rx.size());
    info.nb_tx_queues = static_cast<std::uint16_t>(port.tx.size());
    port.device->describe(info);
    return info;
}

extern "C" {

int rte_eth_dev_info_get(std::uint16_t port_id, rte_eth_dev_info* dev_info) {
    return guarded([=] {
        *dev_info = info_of(port_at(port_id));
        return 0;
    });
}

int rte_eth_dev_conf_get(std::uint16_t port_id, rte_eth_conf* dev_conf) {
    return guarded([=] {
        *dev_conf = port_at(port_id).conf;
        return 0;
    });
}

int rte_eth_dev_adjust_nb_rx_tx_desc(std::uint16_t port_id, std::uint16_t* nb_rx_desc, std::uint16_t* nb_tx_desc) {
    return guarded([=] {
        const rte_eth_dev_info info = info_of(port_at(port_id));
        if (nb_rx_desc != nullptr)
            *nb_rx_desc = std::clamp(*nb_rx_desc, info.rx_desc_lim.nb_min, info.rx_desc_lim.nb_max);
        if (nb_tx_desc != nullptr)
            *nb_tx_desc = std::clamp(*nb_tx_desc, info.tx_desc_lim.nb_min, info.tx_desc_lim.nb_max);
        return 0;
    });
}

int rte_eth_rx_queue_info_get(std::uint16_t port_id, std::uint16_t queue_id, rte_eth_rxq_info* qinfo) {
    return guarded([=] {
        const eth_port& port = port_at(port_id);
        const rx_setup& setup = queue_at(port, port.rx, queue_id);
        *qinfo = {};
        qinfo->mp = setup.pool;
        qinfo->conf = setup.conf;
        qinfo->scattered_rx = (port.conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_SCATTER) != 0;
        qinfo->queue_state = port.started && !port.rx_layers[queue_id].stopped;
        qinfo->nb_desc = setup.descriptors;
        qinfo->rx_buf_size = setup.pool != nullptr ? rte_pktmbuf_data_room_size(setup.pool) : std::uint16_t{0};
        return 0;
    });
}

int rte_eth_tx_queue_info_get(std::uint16_t port_id, std::uint16_t queue_id, rte_eth_txq_info* qinfo) {
    return guarded([=] {
        const eth_port& port = port_at(port_id);
        const tx_setup& setup = queue_at(port, port.tx, queue_id);
        *qinfo = {};
        qinfo->conf = setup.conf;
        qinfo->nb_desc = setup.descriptors;
        qinfo->queue_state = port.started && !port.tx_layers[queue_id].stopped;
        return 0;
    });
}

int rte_eth_dev_get_mtu(std::uint16_t port_id, std::uint16_t* mtu) {
    return guarded([=] {
        *mtu = port_at(port_id).device->mtu();
        return 0;
    });
}

int rte_eth_dev_set_mtu(std::uint16_t port_id, std::uint16_t mtu) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (mtu == port.device->mtu())
            return 0;
        if (port.started)
            throw port_error(port, "cannot change the MTU", EBUSY, "stop the port first");
        port.device->set_mtu(mtu);
        port.conf.rxmode.mtu = mtu;
        return 0;
    });
}

} // extern "C"

} // namespace xdpk::dpdk
