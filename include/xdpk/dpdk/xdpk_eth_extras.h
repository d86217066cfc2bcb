// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_EXTRAS_H
#define XDPK_ETH_EXTRAS_H

#include "rte_dev_info.h"
#include "xdpk_eth_rss.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All give 0 or a negative errno; control thread. */

/** The clock that received packets are stamped with: the system's, in nanoseconds. Any thread. */
int rte_eth_read_clock(uint16_t port_id, uint64_t* clock);

/** IEEE 1588 by a clock of the port's own: the system's, moved and paced by the calls below. */
int rte_eth_timesync_enable(uint16_t port_id);
int rte_eth_timesync_disable(uint16_t port_id);
/** When the last packet with RTE_MBUF_F_RX_IEEE1588_TMST came; -EINVAL if there was none. */
int rte_eth_timesync_read_rx_timestamp(uint16_t port_id, struct timespec* timestamp, uint32_t flags);
/** When the last packet with RTE_MBUF_F_TX_IEEE1588_TMST was sent; -EINVAL if there was none. */
int rte_eth_timesync_read_tx_timestamp(uint16_t port_id, struct timespec* timestamp);
int rte_eth_timesync_adjust_time(uint16_t port_id, int64_t delta);
/** The clock runs faster from now on, by `ppm` / 65536 millionths; 0: as the system's. */
int rte_eth_timesync_adjust_freq(uint16_t port_id, int64_t ppm);
int rte_eth_timesync_read_time(uint16_t port_id, struct timespec* time);
int rte_eth_timesync_write_time(uint16_t port_id, const struct timespec* time);

/** The software hash that packets get; keys have 40 bytes. -ENOTSUP unless the port is configured with RSS. */
int rte_eth_dev_rss_hash_update(uint16_t port_id, struct rte_eth_rss_conf* rss_conf);
int rte_eth_dev_rss_hash_conf_get(uint16_t port_id, struct rte_eth_rss_conf* rss_conf);
/**
 * Which queue the packets of a hash go to. Until the first update the NIC spreads them by its own table (ethtool -X);
 * from then on they are moved in software, while the port runs too. -ENOTSUP with VMDq, or without RSS.
 */
int rte_eth_dev_rss_reta_update(uint16_t port_id, struct rte_eth_rss_reta_entry64* reta_conf, uint16_t reta_size);
int rte_eth_dev_rss_reta_query(uint16_t port_id, struct rte_eth_rss_reta_entry64* reta_conf, uint16_t reta_size);

enum rte_eth_fc_mode {
    RTE_ETH_FC_NONE = 0,
    RTE_ETH_FC_RX_PAUSE,
    RTE_ETH_FC_TX_PAUSE,
    RTE_ETH_FC_FULL,
};

/** Ethernet pause frames. */
struct rte_eth_fc_conf {
    uint32_t high_water;
    uint32_t low_water;
    uint16_t pause_time;
    uint16_t send_xon;
    enum rte_eth_fc_mode mode;
    uint8_t mac_ctrl_frame_fwd;
    uint8_t autoneg;
};

/**
 * What the kernel's driver does with pause frames, as ethtool -a; of it only mode and autoneg can be set. Here and
 * below -ENOTSUP for what the driver, or a port that is no netdev, has not.
 */
int rte_eth_dev_flow_ctrl_get(uint16_t port_id, struct rte_eth_fc_conf* fc_conf);
int rte_eth_dev_flow_ctrl_set(uint16_t port_id, struct rte_eth_fc_conf* fc_conf);
/** With `data` NULL only the length, in bytes. */
int rte_eth_dev_get_reg_info(uint16_t port_id, struct rte_dev_reg_info* info);
/** The length, or a negative errno. */
int rte_eth_dev_get_eeprom_length(uint16_t port_id);
int rte_eth_dev_get_eeprom(uint16_t port_id, struct rte_dev_eeprom_info* info);
int rte_eth_dev_set_eeprom(uint16_t port_id, struct rte_dev_eeprom_info* info);
int rte_eth_dev_get_module_info(uint16_t port_id, struct rte_eth_dev_module_info* modinfo);
int rte_eth_dev_get_module_eeprom(uint16_t port_id, struct rte_dev_eeprom_info* info);
/** "xdpk VERSION". */
int rte_eth_dev_fw_version_get(uint16_t port_id, char* fw_version, size_t fw_size);

/** Transmit queues by physical port of a bond in hardware: there is none, so 0, and -EINVAL or -ENOTSUP. */
int rte_eth_dev_count_aggr_ports(uint16_t port_id);
int rte_eth_dev_map_aggr_tx_affinity(uint16_t port_id, uint16_t tx_queue_id, uint8_t affinity);

const char* rte_eth_dev_rx_offload_name(uint64_t offload);
const char* rte_eth_dev_tx_offload_name(uint64_t offload);
const char* rte_eth_dev_capability_name(uint64_t capability);

#ifdef __cplusplus
}
#endif

#endif
