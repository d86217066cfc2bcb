// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_CALLBACKS_H
#define XDPK_ETH_CALLBACKS_H

#include "rte_mbuf.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Called after reception, in the receiving thread: looks at, changes or frees packets; gives how many go on. */
typedef uint16_t (*rte_rx_callback_fn)(uint16_t port_id, uint16_t queue, struct rte_mbuf* pkts[], uint16_t nb_pkts,
                                       uint16_t max_pkts, void* user_param);
/** Called before transmission, in the sending thread. */
typedef uint16_t (*rte_tx_callback_fn)(uint16_t port_id, uint16_t queue, struct rte_mbuf* pkts[], uint16_t nb_pkts,
                                       void* user_param);

struct rte_eth_rxtx_callback;

/** Adds a callback, behind those that are there or before them: a handle, or NULL with rte_errno. */
const struct rte_eth_rxtx_callback* rte_eth_add_rx_callback(uint16_t port_id, uint16_t queue_id, rte_rx_callback_fn fn,
                                                            void* user_param);
const struct rte_eth_rxtx_callback* rte_eth_add_first_rx_callback(uint16_t port_id, uint16_t queue_id,
                                                                  rte_rx_callback_fn fn, void* user_param);
const struct rte_eth_rxtx_callback* rte_eth_add_tx_callback(uint16_t port_id, uint16_t queue_id, rte_tx_callback_fn fn,
                                                            void* user_param);
/** Removes a callback, which may still be running; 0 or a negative errno. */
int rte_eth_remove_rx_callback(uint16_t port_id, uint16_t queue_id, const struct rte_eth_rxtx_callback* user_cb);
int rte_eth_remove_tx_callback(uint16_t port_id, uint16_t queue_id, const struct rte_eth_rxtx_callback* user_cb);

/** What may happen to a port. */
enum rte_eth_event_type {
    RTE_ETH_EVENT_UNKNOWN,
    RTE_ETH_EVENT_INTR_LSC, /**< the link went up or down */
    RTE_ETH_EVENT_QUEUE_STATE,
    RTE_ETH_EVENT_INTR_RESET,
    RTE_ETH_EVENT_VF_MBOX,
    RTE_ETH_EVENT_MACSEC,
    RTE_ETH_EVENT_INTR_RMV, /**< the device is gone */
    RTE_ETH_EVENT_NEW,      /**< a port was made */
    RTE_ETH_EVENT_DESTROY,  /**< a port was closed */
    RTE_ETH_EVENT_IPSEC,
    RTE_ETH_EVENT_FLOW_AGED,
    RTE_ETH_EVENT_RX_AVAIL_THRESH,
    RTE_ETH_EVENT_ERR_RECOVERING,
    RTE_ETH_EVENT_RECOVERY_SUCCESS,
    RTE_ETH_EVENT_RECOVERY_FAILED,
    RTE_ETH_EVENT_MAX,
};

/** Called in a thread of the library's. */
typedef int (*rte_eth_dev_cb_fn)(uint16_t port_id, enum rte_eth_event_type event, void* cb_arg, void* ret_param);

/** Tells of events of a port, or of all with RTE_ETH_ALL. The argument (void *)-1 unregisters whatever it was. */
int rte_eth_dev_callback_register(uint16_t port_id, enum rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
                                  void* cb_arg);
int rte_eth_dev_callback_unregister(uint16_t port_id, enum rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
                                    void* cb_arg);

#ifndef RTE_INTR_EVENT_ADD
#define RTE_INTR_EVENT_ADD 1UL
#define RTE_INTR_EVENT_DEL 2UL
#endif

/* Sleeping until packets come: the port is configured with intr_conf.rxq. */
/** Makes the descriptor of rte_eth_dev_rx_intr_ctl_q() wake the sleeper, or not. The queue's thread. */
int rte_eth_dev_rx_intr_enable(uint16_t port_id, uint16_t queue_id);
int rte_eth_dev_rx_intr_disable(uint16_t port_id, uint16_t queue_id);
/** Adds queues to an epoll set (RTE_EPOLL_PER_THREAD), or takes them out; `op` is RTE_INTR_EVENT_ADD or _DEL. */
int rte_eth_dev_rx_intr_ctl(uint16_t port_id, int epfd, int op, void* data);
int rte_eth_dev_rx_intr_ctl_q(uint16_t port_id, uint16_t queue_id, int epfd, int op, void* data);
/** A descriptor that is readable while a packet waits; -1. */
int rte_eth_dev_rx_intr_ctl_q_get_fd(uint16_t port_id, uint16_t queue_id);

#ifdef __cplusplus
}
#endif

#endif
