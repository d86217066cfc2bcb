// SPDX-License-Identifier: BSD-3-Clause
/// Event devices: there are none here. What programs that could use one name is declared, so that they compile and poll
/// instead; rte_event_dev_count() says 0, and every other call gives -EINVAL: no such device.
#ifndef RTE_EVENTDEV_H_
#define RTE_EVENTDEV_H_

#include "rte_common.h"
#include "rte_errno.h"
#include "rte_mbuf.h"
#include "rte_mempool.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_EVENT_DEV_CAP_QUEUE_QOS (1ULL << 0)
#define RTE_EVENT_DEV_CAP_EVENT_QOS (1ULL << 1)
#define RTE_EVENT_DEV_CAP_DISTRIBUTED_SCHED (1ULL << 2)
#define RTE_EVENT_DEV_CAP_QUEUE_ALL_TYPES (1ULL << 3)
#define RTE_EVENT_DEV_CAP_BURST_MODE (1ULL << 4)
#define RTE_EVENT_DEV_CAP_IMPLICIT_RELEASE_DISABLE (1ULL << 5)
#define RTE_EVENT_DEV_CAP_EVENT_PRESCHEDULE (1ULL << 17)
#define RTE_EVENT_DEV_CAP_EVENT_PRESCHEDULE_ADAPTIVE (1ULL << 18)
#define RTE_EVENT_DEV_PRIORITY_HIGHEST 0
#define RTE_EVENT_DEV_PRIORITY_NORMAL 128
#define RTE_EVENT_DEV_PRIORITY_LOWEST 255
#define RTE_EVENT_QUEUE_CFG_ALL_TYPES (1ULL << 0)
#define RTE_EVENT_QUEUE_CFG_SINGLE_LINK (1ULL << 1)
#define RTE_EVENT_PORT_CFG_DISABLE_IMPL_REL (1ULL << 0)
#define RTE_EVENT_PORT_CFG_SINGLE_LINK (1ULL << 1)

#define RTE_SCHED_TYPE_ORDERED 0
#define RTE_SCHED_TYPE_ATOMIC 1
#define RTE_SCHED_TYPE_PARALLEL 2
#define RTE_EVENT_TYPE_ETHDEV 0x0
#define RTE_EVENT_TYPE_CPU 0x3
#define RTE_EVENT_TYPE_VECTOR 0x8
#define RTE_EVENT_OP_NEW 0
#define RTE_EVENT_OP_FORWARD 1
#define RTE_EVENT_OP_RELEASE 2

struct rte_event_dev_info {
    const char* driver_name;
    uint32_t max_event_queues;
    uint32_t max_event_queue_flows;
    uint32_t max_event_ports;
    uint32_t max_event_port_dequeue_depth;
    uint32_t max_event_port_enqueue_depth;
    int32_t max_num_events;
    uint32_t event_dev_cap;
};

enum rte_event_dev_preschedule_type {
    RTE_EVENT_PRESCHEDULE_NONE,
    RTE_EVENT_PRESCHEDULE,
    RTE_EVENT_PRESCHEDULE_ADAPTIVE,
};

struct rte_event_dev_config {
    uint32_t dequeue_timeout_ns;
    int32_t nb_events_limit;
    uint8_t nb_event_queues;
    uint8_t nb_event_ports;
    uint32_t nb_event_queue_flows;
    uint32_t nb_event_port_dequeue_depth;
    uint32_t nb_event_port_enqueue_depth;
    uint32_t event_dev_cfg;
    uint8_t nb_single_link_event_port_queues;
    enum rte_event_dev_preschedule_type preschedule_type;
};

struct rte_event_queue_conf {
    uint32_t nb_atomic_flows;
    uint32_t nb_atomic_order_sequences;
    uint32_t event_queue_cfg;
    uint8_t schedule_type;
    uint8_t priority;
};

struct rte_event_port_conf {
    int32_t new_event_threshold;
    uint16_t dequeue_depth;
    uint16_t enqueue_depth;
    uint32_t event_port_cfg;
};

/// Several packets as one event.
struct rte_event_vector {
    uint16_t nb_elem;
    uint16_t elem_offset : 12;
    uint16_t attr_valid : 1;
    uint16_t port;
    uint16_t queue;
    __extension__ struct rte_mbuf* mbufs[0];
};

struct rte_event {
    uint32_t flow_id : 20;
    uint32_t sub_event_type : 8;
    uint32_t event_type : 4;
    uint8_t op : 2;
    uint8_t sched_type : 2;
    uint8_t queue_id;
    uint8_t priority;
    RTE_STD_C11
    union {
        uint64_t u64;
        void* event_ptr;
        struct rte_mbuf* mbuf;
        struct rte_event_vector* vec;
    };
};

typedef void (*rte_eventdev_port_flush_t)(uint8_t dev_id, struct rte_event event, void* arg);

static inline uint8_t rte_event_dev_count(void) { return 0; }

int rte_event_dev_info_get(uint8_t dev_id, struct rte_event_dev_info* dev_info);
int rte_event_dev_configure(uint8_t dev_id, const struct rte_event_dev_config* dev_conf);
int rte_event_dev_start(uint8_t dev_id);
void rte_event_dev_stop(uint8_t dev_id);
int rte_event_dev_close(uint8_t dev_id);
int rte_event_dev_service_id_get(uint8_t dev_id, uint32_t* service_id);
int rte_event_queue_default_conf_get(uint8_t dev_id, uint8_t queue_id, struct rte_event_queue_conf* queue_conf);
int rte_event_queue_setup(uint8_t dev_id, uint8_t queue_id, const struct rte_event_queue_conf* queue_conf);
int rte_event_port_default_conf_get(uint8_t dev_id, uint8_t port_id, struct rte_event_port_conf* port_conf);
int rte_event_port_setup(uint8_t dev_id, uint8_t port_id, const struct rte_event_port_conf* port_conf);
int rte_event_port_link(uint8_t dev_id, uint8_t port_id, const uint8_t queues[], const uint8_t priorities[],
                        uint16_t nb_links);
void rte_event_port_quiesce(uint8_t dev_id, uint8_t port_id, rte_eventdev_port_flush_t release_cb, void* args);
uint16_t rte_event_enqueue_burst(uint8_t dev_id, uint8_t port_id, const struct rte_event ev[], uint16_t nb_events);
uint16_t rte_event_dequeue_burst(uint8_t dev_id, uint8_t port_id, struct rte_event ev[], uint16_t nb_events,
                                 uint64_t timeout_ticks);
struct rte_mempool* rte_event_vector_pool_create(const char* name, unsigned int n, unsigned int cache_size,
                                                 uint16_t nb_elem, int socket_id);

#ifdef __cplusplus
}
#endif

#endif
