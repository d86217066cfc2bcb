// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_BURST_H
#define XDPK_ETH_BURST_H

#include "rte_branch_prediction.h"
#include "rte_common.h"
#include "rte_config.h"
#include "rte_mbuf.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most queues of a port, in each direction. */
#define XDPK_ETH_MAX_QUEUES 128

struct xdpk_eth_queue;

/** Receives or sends up to `n` packets; gives how many. */
typedef uint16_t (*xdpk_eth_burst_fn)(struct xdpk_eth_queue* queue, struct rte_mbuf** packets, uint16_t n);

/** What a queue begins with. */
struct xdpk_eth_queue {
    xdpk_eth_burst_fn burst;
};

/* The queues of each port. Those that are not started neither receive nor send. */
extern struct xdpk_eth_queue* xdpk_eth_rx_queues[RTE_MAX_ETHPORTS][XDPK_ETH_MAX_QUEUES];
extern struct xdpk_eth_queue* xdpk_eth_tx_queues[RTE_MAX_ETHPORTS][XDPK_ETH_MAX_QUEUES];

/** Receives up to `nb_pkts` packets, which are the caller's then; gives how many. One thread per queue. */
static __rte_always_inline uint16_t rte_eth_rx_burst(uint16_t port_id, uint16_t queue_id, struct rte_mbuf** rx_pkts,
                                                     const uint16_t nb_pkts) {
    struct xdpk_eth_queue* const queue = xdpk_eth_rx_queues[port_id][queue_id];
    return queue->burst(queue, rx_pkts, nb_pkts);
}

/** Sends packets; gives how many it took. Those are the port's then, the others remain the caller's. One thread per
 * queue. */
static __rte_always_inline uint16_t rte_eth_tx_burst(uint16_t port_id, uint16_t queue_id, struct rte_mbuf** tx_pkts,
                                                     uint16_t nb_pkts) {
    struct xdpk_eth_queue* const queue = xdpk_eth_tx_queues[port_id][queue_id];
    return queue->burst(queue, tx_pkts, nb_pkts);
}

/** Checks what packets wish for sending: how many are fit, with rte_errno for the first that is not. */
uint16_t rte_eth_tx_prepare(uint16_t port_id, uint16_t queue_id, struct rte_mbuf** tx_pkts, uint16_t nb_pkts);

/** Called for packets that a full queue did not take. */
typedef void (*buffer_tx_error_fn)(struct rte_mbuf** unsent, uint16_t count, void* userdata);

/** Packets that wait to be sent together. */
struct rte_eth_dev_tx_buffer {
    buffer_tx_error_fn error_callback;
    void* error_userdata;
    uint16_t size;
    uint16_t length;
    __extension__ struct rte_mbuf* pkts[0];
};
#define RTE_ETH_TX_BUFFER_SIZE(sz) (sizeof(struct rte_eth_dev_tx_buffer) + (sz) * sizeof(struct rte_mbuf*))

/** Sets up memory of RTE_ETH_TX_BUFFER_SIZE(size) bytes; packets that are not taken are dropped. 0 or -EINVAL. */
int rte_eth_tx_buffer_init(struct rte_eth_dev_tx_buffer* buffer, uint16_t size);
int rte_eth_tx_buffer_set_err_callback(struct rte_eth_dev_tx_buffer* buffer, buffer_tx_error_fn callback,
                                       void* userdata);
/** Callbacks that drop the packets; the second adds their number to the uint64_t that `userdata` points to. */
void rte_eth_tx_buffer_drop_callback(struct rte_mbuf** pkts, uint16_t unsent, void* userdata);
void rte_eth_tx_buffer_count_callback(struct rte_mbuf** pkts, uint16_t unsent, void* userdata);

/** Sends what waits; gives how many. */
static inline uint16_t rte_eth_tx_buffer_flush(uint16_t port_id, uint16_t queue_id,
                                               struct rte_eth_dev_tx_buffer* buffer) {
    const uint16_t waiting = buffer->length;
    if (waiting == 0)
        return 0;
    const uint16_t sent = rte_eth_tx_burst(port_id, queue_id, buffer->pkts, waiting);
    buffer->length = 0;
    if (unlikely(sent != waiting))
        buffer->error_callback(&buffer->pkts[sent], (uint16_t)(waiting - sent), buffer->error_userdata);
    return sent;
}

/** Lets a packet wait; sends all when the buffer is full, and gives how many. */
static __rte_always_inline uint16_t rte_eth_tx_buffer(uint16_t port_id, uint16_t queue_id,
                                                      struct rte_eth_dev_tx_buffer* buffer, struct rte_mbuf* tx_pkt) {
    buffer->pkts[buffer->length++] = tx_pkt;
    return buffer->length < buffer->size ? 0 : rte_eth_tx_buffer_flush(port_id, queue_id, buffer);
}

#define RTE_ETH_RX_DESC_AVAIL 0
#define RTE_ETH_RX_DESC_DONE 1
#define RTE_ETH_RX_DESC_UNAVAIL 2
#define RTE_ETH_TX_DESC_FULL 0
#define RTE_ETH_TX_DESC_DONE 1
#define RTE_ETH_TX_DESC_UNAVAIL 2

/** Packets that wait to be received, or a negative errno. The queue's thread. */
int rte_eth_rx_queue_count(uint16_t port_id, uint16_t queue_id);
/** Packets that were sent and are not completed. The queue's thread. */
int rte_eth_tx_queue_count(uint16_t port_id, uint16_t queue_id);
/** State of the descriptor `offset` places on: RTE_ETH_RX_DESC_* or RTE_ETH_TX_DESC_*, or a negative errno. */
int rte_eth_rx_descriptor_status(uint16_t port_id, uint16_t queue_id, uint16_t offset);
int rte_eth_tx_descriptor_status(uint16_t port_id, uint16_t queue_id, uint16_t offset);
/** Frees packets whose sending is complete: how many, or a negative errno. The queue's thread. */
int rte_eth_tx_done_cleanup(uint16_t port_id, uint16_t queue_id, uint32_t free_cnt);

#ifdef __cplusplus
}
#endif

#endif
