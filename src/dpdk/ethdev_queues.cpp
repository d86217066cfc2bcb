// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <xdpk/dpdk/rte_ethdev.h>

namespace xdpk::dpdk {

namespace {

/// The device's queue behind a program's; nullptr if the port is not started or has none.
eth_queue* queue_of(std::uint16_t port_id, std::uint16_t queue, bool receives) noexcept {
    eth_port* const port = ports().find(port_id);
    if (port == nullptr || !port->started)
        return nullptr;
    const auto& own = receives ? port->queues.rx : port->queues.tx;
    const std::size_t there = receives ? port->rx.size() : port->tx.size();
    return queue < there && !own.empty() ? own[queue % own.size()].get() : nullptr;
}

} // namespace

extern "C" {

int rte_eth_rx_queue_count(std::uint16_t port_id, std::uint16_t queue_id) {
    eth_queue* const q = queue_of(port_id, queue_id, true);
    return q != nullptr ? static_cast<int>(q->waiting()) : -EINVAL;
}

int rte_eth_tx_queue_count(std::uint16_t port_id, std::uint16_t queue_id) {
    eth_queue* const q = queue_of(port_id, queue_id, false);
    return q != nullptr ? static_cast<int>(q->waiting()) : -EINVAL;
}

int rte_eth_rx_descriptor_status(std::uint16_t port_id, std::uint16_t queue_id, std::uint16_t offset) {
    const int waiting = rte_eth_rx_queue_count(port_id, queue_id);
    if (waiting < 0)
        return waiting;
    return offset < waiting ? RTE_ETH_RX_DESC_DONE : RTE_ETH_RX_DESC_AVAIL;
}

int rte_eth_tx_descriptor_status(std::uint16_t port_id, std::uint16_t queue_id, std::uint16_t offset) {
    const int waiting = rte_eth_tx_queue_count(port_id, queue_id);
    if (waiting < 0)
        return waiting;
    return offset < waiting ? RTE_ETH_TX_DESC_FULL : RTE_ETH_TX_DESC_DONE;
}

int rte_eth_tx_done_cleanup(std::uint16_t port_id, std::uint16_t queue_id, std::uint32_t) {
    eth_queue* const q = queue_of(port_id, queue_id, false);
    return q != nullptr ? static_cast<int>(q->clean()) : -EINVAL;
}

std::uint16_t rte_eth_tx_prepare(std::uint16_t, std::uint16_t, rte_mbuf** tx_pkts, std::uint16_t nb_pkts) {
    for (std::uint16_t i = 0; i < nb_pkts; ++i)
        if (rte_validate_tx_offload(tx_pkts[i]) != 0) {
            rte_errno = EINVAL;
            return i;
        }
    return nb_pkts;
}

int rte_eth_tx_buffer_init(rte_eth_dev_tx_buffer* buffer, std::uint16_t size) {
    if (buffer == nullptr)
        return -EINVAL;
    buffer->size = size;
    buffer->length = 0;
    return rte_eth_tx_buffer_set_err_callback(buffer, rte_eth_tx_buffer_drop_callback, nullptr);
}

int rte_eth_tx_buffer_set_err_callback(rte_eth_dev_tx_buffer* buffer, buffer_tx_error_fn callback, void* userdata) {
    if (buffer == nullptr)
        return -EINVAL;
    buffer->error_callback = callback;
    buffer->error_userdata = userdata;
    return 0;
}

void rte_eth_tx_buffer_drop_callback(rte_mbuf** pkts, std::uint16_t unsent, void*) {
    rte_pktmbuf_free_bulk(pkts, unsent);
}

void rte_eth_tx_buffer_count_callback(rte_mbuf** pkts, std::uint16_t unsent, void* userdata) {
    *static_cast<std::uint64_t*>(userdata) += unsent;
    rte_pktmbuf_free_bulk(pkts, unsent);
}

int rte_eth_dev_rx_intr_ctl_q_get_fd(std::uint16_t port_id, std::uint16_t queue_id) {
    const eth_queue* const q = queue_of(port_id, queue_id, true);
    return q != nullptr ? q->wait_fd() : -1;
}

} // extern "C"

} // namespace xdpk::dpdk
