// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_ETHDEV_H
#define RTE_ETHDEV_H

/* Programs take these for granted. */
#include "rte_common.h"
#include "rte_config.h"
#include "rte_cycles.h"
#include "rte_dev.h"
#include "rte_dev_info.h"
#include "rte_devargs.h"
#include "rte_errno.h"
#include "rte_eth_ctrl.h"
#include "rte_ether.h"
#include "rte_interrupts.h"
#include "rte_ip.h"
#include "rte_log.h"
#include "rte_string_fns.h"
#include "xdpk_eth_addresses.h"
#include "xdpk_eth_burst.h"
#include "xdpk_eth_callbacks.h"
#include "xdpk_eth_conf.h"
#include "xdpk_eth_extras.h"
#include "xdpk_eth_info.h"
#include "xdpk_eth_ports.h"
#include "xdpk_eth_stats.h"

#include <inttypes.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A port's life: configure, set up its queues, start, receive and send, stop, and all that again as often as one
 * likes; at last close. These functions are the control thread's. They give 0 or a negative errno: -ENODEV (no such
 * port), -EINVAL, -EBUSY (stop it first), -ENOTSUP, or what the kernel said, and then the log tells what to do.
 */

/** Sets the numbers of queues, at most those of rte_eth_dev_info, and what the port is to do. */
int rte_eth_dev_configure(uint16_t port_id, uint16_t nb_rx_queue, uint16_t nb_tx_queue,
                          const struct rte_eth_conf* eth_conf);

/** Makes numbers of descriptors ones that the port can have; NULL is fine. */
int rte_eth_dev_adjust_nb_rx_tx_desc(uint16_t port_id, uint16_t* nb_rx_desc, uint16_t* nb_tx_desc);

/** Sets up a queue of at least `nb_rx_desc` descriptors that receives into packets of `mb_pool`. */
int rte_eth_rx_queue_setup(uint16_t port_id, uint16_t rx_queue_id, uint16_t nb_rx_desc, unsigned int socket_id,
                           const struct rte_eth_rxconf* rx_conf, struct rte_mempool* mb_pool);
/** Sets up a queue to send from. Beyond the device's own queues, they share those behind a lock. */
int rte_eth_tx_queue_setup(uint16_t port_id, uint16_t tx_queue_id, uint16_t nb_tx_desc, unsigned int socket_id,
                           const struct rte_eth_txconf* tx_conf);

/** Attaches the XDP program and opens the queues; from here on packets come in. */
int rte_eth_dev_start(uint16_t port_id);
/** Closes the queues and takes the program off: packets are the kernel's again. No thread uses a queue any more. */
int rte_eth_dev_stop(uint16_t port_id);
/** Ends a port that is stopped. Its number may be used for another one. */
int rte_eth_dev_close(uint16_t port_id);
/** Stops a port and makes it as it was at first. */
int rte_eth_dev_reset(uint16_t port_id);
int rte_eth_dev_is_removed(uint16_t port_id);

/** Starts and stops one queue of a started port. */
int rte_eth_dev_rx_queue_start(uint16_t port_id, uint16_t rx_queue_id);
int rte_eth_dev_rx_queue_stop(uint16_t port_id, uint16_t rx_queue_id);
int rte_eth_dev_tx_queue_start(uint16_t port_id, uint16_t tx_queue_id);
int rte_eth_dev_tx_queue_stop(uint16_t port_id, uint16_t tx_queue_id);

int rte_eth_dev_info_get(uint16_t port_id, struct rte_eth_dev_info* dev_info);
/** The configuration in force. */
int rte_eth_dev_conf_get(uint16_t port_id, struct rte_eth_conf* dev_conf);
int rte_eth_rx_queue_info_get(uint16_t port_id, uint16_t queue_id, struct rte_eth_rxq_info* qinfo);
int rte_eth_tx_queue_info_get(uint16_t port_id, uint16_t queue_id, struct rte_eth_txq_info* qinfo);

/** The largest packet without Ethernet header, as the kernel's interface has it. */
int rte_eth_dev_get_mtu(uint16_t port_id, uint16_t* mtu);
int rte_eth_dev_set_mtu(uint16_t port_id, uint16_t mtu);

/** The link's state now, from the kernel. The first waits for it to come up, for up to 9 s. */
int rte_eth_link_get(uint16_t port_id, struct rte_eth_link* link);
int rte_eth_link_get_nowait(uint16_t port_id, struct rte_eth_link* link);
/** Sets the kernel's interface up or down. */
int rte_eth_dev_set_link_up(uint16_t port_id);
int rte_eth_dev_set_link_down(uint16_t port_id);
/** "Link up at 10 Gbps FDX Autoneg", "Link down": the length, or -EINVAL. */
int rte_eth_link_to_str(char* str, size_t len, const struct rte_eth_link* eth_link);
/** "10 Gbps", "None", "Unknown". */
const char* rte_eth_link_speed_to_str(uint32_t link_speed);
/** RTE_ETH_LINK_SPEED_* of a number; 0 if there is none. */
uint32_t rte_eth_speed_bitflag(uint32_t speed, int duplex);

/** Packet types that the port tells, of those in `ptype_mask`: their number; up to `num` of them in `ptypes`. A program
 * that asks is told them from then on. */
int rte_eth_dev_get_supported_ptypes(uint16_t port_id, uint32_t ptype_mask, uint32_t* ptypes, int num);
/** Restricts the types that the port tells; 0 is none, which saves reading headers. */
int rte_eth_dev_set_ptypes(uint16_t port_id, uint32_t ptype_mask, uint32_t* set_ptypes, unsigned int num);

#ifdef __cplusplus
}
#endif

#endif
