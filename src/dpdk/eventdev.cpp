// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_event_eth_rx_adapter.h>
#include <xdpk/dpdk/rte_event_eth_tx_adapter.h>

namespace {

// Of the device, the adapter or the service that is asked for.
constexpr int no_such_device = -EINVAL;

} // namespace

int rte_event_dev_info_get(uint8_t, struct rte_event_dev_info*) { return no_such_device; }
int rte_event_dev_configure(uint8_t, const struct rte_event_dev_config*) { return no_such_device; }
int rte_event_dev_start(uint8_t) { return no_such_device; }
void rte_event_dev_stop(uint8_t) {}
int rte_event_dev_close(uint8_t) { return no_such_device; }
int rte_event_dev_service_id_get(uint8_t, uint32_t*) { return no_such_device; }

int rte_event_queue_default_conf_get(uint8_t, uint8_t, struct rte_event_queue_conf*) { return no_such_device; }
int rte_event_queue_setup(uint8_t, uint8_t, const struct rte_event_queue_conf*) { return no_such_device; }
int rte_event_port_default_conf_get(uint8_t, uint8_t, struct rte_event_port_conf*) { return no_such_device; }
int rte_event_port_setup(uint8_t, uint8_t, const struct rte_event_port_conf*) { return no_such_device; }
int rte_event_port_link(uint8_t, uint8_t, const uint8_t*, const uint8_t*, uint16_t) { return no_such_device; }
void rte_event_port_quiesce(uint8_t, uint8_t, rte_eventdev_port_flush_t, void*) {}

uint16_t rte_event_enqueue_burst(uint8_t, uint8_t, const struct rte_event*, uint16_t) {
    rte_errno = EINVAL;
    return 0;
}
uint16_t rte_event_dequeue_burst(uint8_t, uint8_t, struct rte_event*, uint16_t, uint64_t) { return 0; }

struct rte_mempool* rte_event_vector_pool_create(const char*, unsigned int, unsigned int, uint16_t, int) {
    rte_errno = ENOTSUP;
    return nullptr;
}

int rte_event_eth_rx_adapter_caps_get(uint8_t, uint16_t, uint32_t*) { return no_such_device; }
int rte_event_eth_rx_adapter_create(uint8_t, uint8_t, struct rte_event_port_conf*) { return no_such_device; }
int rte_event_eth_rx_adapter_queue_add(uint8_t, uint16_t, int32_t, const struct rte_event_eth_rx_adapter_queue_conf*) {
    return no_such_device;
}
int rte_event_eth_rx_adapter_start(uint8_t) { return no_such_device; }
int rte_event_eth_rx_adapter_stop(uint8_t) { return no_such_device; }
int rte_event_eth_rx_adapter_service_id_get(uint8_t, uint32_t*) { return no_such_device; }
int rte_event_eth_rx_adapter_stats_get(uint8_t, struct rte_event_eth_rx_adapter_stats*) { return no_such_device; }

int rte_event_eth_tx_adapter_caps_get(uint8_t, uint16_t, uint32_t*) { return no_such_device; }
int rte_event_eth_tx_adapter_create(uint8_t, uint8_t, struct rte_event_port_conf*) { return no_such_device; }
int rte_event_eth_tx_adapter_queue_add(uint8_t, uint16_t, int32_t) { return no_such_device; }
int rte_event_eth_tx_adapter_start(uint8_t) { return no_such_device; }
int rte_event_eth_tx_adapter_stop(uint8_t) { return no_such_device; }
int rte_event_eth_tx_adapter_service_id_get(uint8_t, uint32_t*) { return no_such_device; }
int rte_event_eth_tx_adapter_stats_get(uint8_t, struct rte_event_eth_tx_adapter_stats*) { return no_such_device; }
int rte_event_eth_tx_adapter_event_port_get(uint8_t, uint8_t*) { return no_such_device; }
uint16_t rte_event_eth_tx_adapter_enqueue(uint8_t, uint8_t, struct rte_event*, uint16_t, uint8_t) { return 0; }
