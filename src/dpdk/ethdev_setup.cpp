// SPDX-License-Identifier: BSD-3-Clause
#include "eth_capabilities.hpp"
#include "eth_port.hpp"
#include "log_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace xdpk::dpdk {

namespace {

void must_be_stopped(const eth_port& port, const char* what) {
    if (port.started)
        throw port_error(port, what, EBUSY, "stop the port first");
}

void check_offloads(const eth_port& port, const char* direction, std::uint64_t wanted, std::uint64_t possible) {
    if ((wanted & ~possible) != 0)
        throw port_error(port, fmt::format("cannot do {} offloads {:#x}", direction, wanted & ~possible), EINVAL,
                         fmt::format("choose of {:#x}", possible));
}

void check_configuration(const eth_port& port, std::uint16_t rx, std::uint16_t tx, const rte_eth_conf& conf) {
    const rte_eth_dev_info info = info_of(port);
    if (rx > info.max_rx_queues || tx > info.max_tx_queues)
        throw port_error(port, fmt::format("has no {} receive and {} transmit queues", rx, tx), EINVAL,
                         fmt::format("at most {} and {}; queue_count= and ethtool -L change that", info.max_rx_queues,
                                     info.max_tx_queues));
    check_offloads(port, "receive", conf.rxmode.offloads, info.rx_offload_capa);
    check_offloads(port, "transmit", conf.txmode.offloads, info.tx_offload_capa);
    const std::uint64_t hashes = rte_eth_rss_hf_refine(conf.rx_adv_conf.rss_conf.rss_hf);
    if ((conf.rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG) != 0 && (hashes & ~info.flow_type_rss_offloads) != 0)
        throw port_error(port, fmt::format("cannot hash {:#x}", hashes & ~info.flow_type_rss_offloads), EINVAL,
                         fmt::format("choose of {:#x}", info.flow_type_rss_offloads));
}

void keep_key(eth_port& port) {
    rte_eth_rss_conf& rss = port.conf.rx_adv_conf.rss_conf;
    port.rss_key.clear();
    if (rss.rss_key != nullptr)
        port.rss_key.assign(rss.rss_key, rss.rss_key + (rss.rss_key_len != 0 ? rss.rss_key_len : 40));
    rss.rss_key = nullptr;
}

int configure(std::uint16_t id, std::uint16_t rx, std::uint16_t tx, const rte_eth_conf* conf) {
    eth_port& port = port_at(id);
    must_be_stopped(port, "cannot be configured");
    if (rx == 0 && tx == 0) { // as the device likes it
        const rte_eth_dev_info info = info_of(port);
        rx = std::max<std::uint16_t>(info.default_rxportconf.nb_queues, 1);
        tx = std::max<std::uint16_t>(info.default_txportconf.nb_queues, 1);
    }
    check_configuration(port, rx, tx, *conf);
    if (conf->rxmode.mtu != 0 && conf->rxmode.mtu != port.device->mtu())
        port.device->set_mtu(static_cast<std::uint16_t>(conf->rxmode.mtu));
    port.flows.clear(); // their queues may end
    port.flows.spread(nullptr);
    port.reta.clear();
    port.conf = *conf;
    keep_key(port);
    port.conf.rxmode.mtu = port.device->mtu();
    port.rx.resize(rx);
    port.tx.resize(tx);
    port.rx_layers.resize(rx);
    port.tx_layers.resize(tx);
    port.configured = true;
    return 0;
}

void check_queue(const eth_port& port, std::uint16_t queue, std::size_t there) {
    if (queue >= there)
        throw port_error(port, fmt::format("has no queue {}", queue), EINVAL, fmt::format("{} are configured", there));
}

int set_up_rx(std::uint16_t id, std::uint16_t queue, std::uint16_t descriptors, const rte_eth_rxconf* conf,
              rte_mempool* pool) {
    eth_port& port = port_at(id);
    must_be_stopped(port, "cannot set up a queue");
    check_queue(port, queue, port.rx.size());
    const rte_eth_dev_info info = info_of(port);
    const rte_eth_rxconf chosen = conf != nullptr ? *conf : info.default_rxconf;
    if (pool == nullptr && chosen.rx_nmempool != 0)
        pool = chosen.rx_mempools[0];
    if (pool == nullptr || pool->memory == nullptr)
        throw port_error(port, "needs a pool of packets to receive into", EINVAL);
    check_offloads(port, "receive", chosen.offloads & ~port.conf.rxmode.offloads, info.rx_queue_offload_capa);
    if (descriptors == 0)
        descriptors = info.default_rxportconf.ring_size;
    port.rx[queue] = {.pool = pool, .descriptors = descriptors, .conf = chosen};
    return 0;
}

int set_up_tx(std::uint16_t id, std::uint16_t queue, std::uint16_t descriptors, const rte_eth_txconf* conf) {
    eth_port& port = port_at(id);
    must_be_stopped(port, "cannot set up a queue");
    check_queue(port, queue, port.tx.size());
    const rte_eth_dev_info info = info_of(port);
    const rte_eth_txconf chosen = conf != nullptr ? *conf : info.default_txconf;
    check_offloads(port, "transmit", chosen.offloads & ~port.conf.txmode.offloads, info.tx_queue_offload_capa);
    if (descriptors == 0)
        descriptors = info.default_txportconf.ring_size;
    port.tx[queue] = {.done = true, .descriptors = descriptors, .conf = chosen};
    return 0;
}

int start_or_stop(std::uint16_t id, std::uint16_t queue, bool receives, bool stopped) {
    eth_port& port = port_at(id);
    auto& layers = receives ? port.rx_layers : port.tx_layers;
    check_queue(port, queue, receives ? port.rx.size() : port.tx.size());
    if (!port.started)
        throw port_error(port, "is not started", EINVAL);
    layers[queue].stopped = stopped;
    if (receives)
        refresh_rx(port, queue);
    else
        refresh_tx(port, queue);
    return 0;
}

} // namespace

extern "C" {

int rte_eth_dev_configure(std::uint16_t port_id, std::uint16_t nb_rx_queue, std::uint16_t nb_tx_queue,
                          const rte_eth_conf* eth_conf) {
    return guarded([=] { return configure(port_id, nb_rx_queue, nb_tx_queue, eth_conf); });
}

int rte_eth_rx_queue_setup(std::uint16_t port_id, std::uint16_t rx_queue_id, std::uint16_t nb_rx_desc, unsigned,
                           const rte_eth_rxconf* rx_conf, rte_mempool* mb_pool) {
    return guarded([=] { return set_up_rx(port_id, rx_queue_id, nb_rx_desc, rx_conf, mb_pool); });
}

int rte_eth_tx_queue_setup(std::uint16_t port_id, std::uint16_t tx_queue_id, std::uint16_t nb_tx_desc, unsigned,
                           const rte_eth_txconf* tx_conf) {
    return guarded([=] { return set_up_tx(port_id, tx_queue_id, nb_tx_desc, tx_conf); });
}

int rte_eth_dev_start(std::uint16_t port_id) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (!port.configured)
            throw port_error(port, "cannot start", EINVAL, "configure the port first");
        if (!port.started)
            start_port(port);
        return 0;
    });
}

int rte_eth_dev_stop(std::uint16_t port_id) {
    return guarded([=] {
        stop_port(port_at(port_id));
        return 0;
    });
}

int rte_eth_dev_close(std::uint16_t port_id) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        must_be_stopped(port, "cannot be closed");
        ports().remove(port);
        return 0;
    });
}

int rte_eth_dev_reset(std::uint16_t port_id) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        stop_port(port);
        port.configured = false;
        port.rx.clear();
        port.tx.clear();
        return 0;
    });
}

int rte_eth_dev_is_removed(std::uint16_t port_id) {
    const eth_port* const port = ports().find(port_id);
    return port != nullptr && port->device->gone() ? 1 : 0;
}

int rte_eth_dev_rx_queue_start(std::uint16_t port_id, std::uint16_t rx_queue_id) {
    return guarded([=] { return start_or_stop(port_id, rx_queue_id, true, false); });
}
int rte_eth_dev_rx_queue_stop(std::uint16_t port_id, std::uint16_t rx_queue_id) {
    return guarded([=] { return start_or_stop(port_id, rx_queue_id, true, true); });
}
int rte_eth_dev_tx_queue_start(std::uint16_t port_id, std::uint16_t tx_queue_id) {
    return guarded([=] { return start_or_stop(port_id, tx_queue_id, false, false); });
}
int rte_eth_dev_tx_queue_stop(std::uint16_t port_id, std::uint16_t tx_queue_id) {
    return guarded([=] { return start_or_stop(port_id, tx_queue_id, false, true); });
}

} // extern "C"

} // namespace xdpk::dpdk
