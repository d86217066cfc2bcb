// SPDX-License-Identifier: BSD-3-Clause
#include "eth_stats.hpp"
#include "log_error.hpp"

#include <array>

namespace xdpk::dpdk {

namespace {

constexpr std::array totals{&rte_eth_stats::ipackets, &rte_eth_stats::opackets, &rte_eth_stats::ibytes,
                            &rte_eth_stats::obytes,   &rte_eth_stats::imissed,  &rte_eth_stats::ierrors,
                            &rte_eth_stats::oerrors,  &rte_eth_stats::rx_nombuf};

void add_rx(rte_eth_stats& sum, const eth_queue& q, std::size_t index) {
    sum.ipackets += q.count.packets.get();
    sum.ibytes += q.count.bytes.get();
    sum.ierrors += q.count.errors.get();
    sum.rx_nombuf += q.count.starved.get();
    if (const auto kernel = q.kernel_statistics())
        sum.imissed += kernel->rx_dropped + kernel->rx_ring_full;
    if (index >= RTE_ETHDEV_QUEUE_STAT_CNTRS)
        return;
    sum.q_ipackets[index] += q.count.packets.get();
    sum.q_ibytes[index] += q.count.bytes.get();
    sum.q_errors[index] += q.count.errors.get();
}

void add_tx(rte_eth_stats& sum, const eth_queue& q, std::size_t index) {
    sum.opackets += q.count.packets.get();
    sum.obytes += q.count.bytes.get();
    sum.oerrors += q.count.errors.get();
    if (index >= RTE_ETHDEV_QUEUE_STAT_CNTRS)
        return;
    sum.q_opackets[index] += q.count.packets.get();
    sum.q_obytes[index] += q.count.bytes.get();
}

void subtract(rte_eth_stats& from, const rte_eth_stats& what) {
    for (const auto total : totals)
        from.*total -= what.*total;
    for (std::size_t i = 0; i < RTE_ETHDEV_QUEUE_STAT_CNTRS; ++i) {
        from.q_ipackets[i] -= what.q_ipackets[i];
        from.q_opackets[i] -= what.q_opackets[i];
        from.q_ibytes[i] -= what.q_ibytes[i];
        from.q_obytes[i] -= what.q_obytes[i];
        from.q_errors[i] -= what.q_errors[i];
    }
}

} // namespace

rte_eth_stats carried(const eth_port& port) {
    rte_eth_stats sum = port.record->past;
    for (std::size_t q = 0; q < port.queues.rx.size(); ++q)
        add_rx(sum, *port.queues.rx[q], q);
    for (std::size_t q = 0; q < port.queues.tx.size(); ++q)
        add_tx(sum, *port.queues.tx[q], q);
    return sum;
}

extern "C" {

int rte_eth_stats_get(std::uint16_t port_id, rte_eth_stats* stats) {
    return guarded([=] {
        const eth_port& port = port_at(port_id);
        *stats = carried(port);
        subtract(*stats, port.record->zero);
        return 0;
    });
}

int rte_eth_stats_reset(std::uint16_t port_id) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        port.record->zero = carried(port);
        return 0;
    });
}

int rte_eth_dev_set_tx_queue_stats_mapping(std::uint16_t, std::uint16_t, std::uint8_t) { return 0; }
int rte_eth_dev_set_rx_queue_stats_mapping(std::uint16_t, std::uint16_t, std::uint8_t) { return 0; }

} // extern "C"

} // namespace xdpk::dpdk
