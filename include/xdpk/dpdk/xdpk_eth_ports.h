// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_PORTS_H
#define XDPK_ETH_PORTS_H

#include "rte_config.h"

#include <errno.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ETH_NAME_MAX_LEN 64
#define RTE_ETH_DEV_NO_OWNER 0
#define RTE_ETH_MAX_OWNER_NAME_LEN 64
#define RTE_ETH_ALL RTE_MAX_ETHPORTS

struct rte_device;

/** Who uses a port, when a program's libraries divide the ports among themselves. */
struct rte_eth_dev_owner {
    uint64_t id;
    char name[RTE_ETH_MAX_OWNER_NAME_LEN];
};

enum rte_eth_dev_state {
    RTE_ETH_DEV_UNUSED = 0,
    RTE_ETH_DEV_ATTACHED,
    RTE_ETH_DEV_REMOVED,
};

/* Programs go through their ports for each burst: a bit for each port that nobody owns. */
extern uint32_t xdpk_eth_unowned_ports;
uint64_t xdpk_eth_next_owned(uint16_t port_id, uint64_t owner_id);

/** The next port from `port_id` on, RTE_MAX_ETHPORTS behind the last; of this owner, or of any. */
static inline uint64_t rte_eth_find_next_owned_by(uint16_t port_id, const uint64_t owner_id) {
    if (owner_id != RTE_ETH_DEV_NO_OWNER)
        return xdpk_eth_next_owned(port_id, owner_id);
    if (port_id >= RTE_MAX_ETHPORTS)
        return RTE_MAX_ETHPORTS;
    const uint32_t later = __atomic_load_n(&xdpk_eth_unowned_ports, __ATOMIC_RELAXED) >> port_id;
    return later == 0 ? RTE_MAX_ETHPORTS : port_id + (uint64_t)__builtin_ctz(later);
}
uint16_t rte_eth_find_next(uint16_t port_id);
uint16_t rte_eth_find_next_of(uint16_t port_id_start, const struct rte_device* parent);
uint16_t rte_eth_find_next_sibling(uint16_t port_id_start, uint16_t ref_port_id);

/** Every port that no library owns. */
#define RTE_ETH_FOREACH_DEV_OWNED_BY(p, o)                                                                             \
    for (p = (uint16_t)rte_eth_find_next_owned_by(0, o); (unsigned int)p < (unsigned int)RTE_MAX_ETHPORTS;             \
         p = (uint16_t)rte_eth_find_next_owned_by((uint16_t)(p + 1), o))
#define RTE_ETH_FOREACH_DEV(p) RTE_ETH_FOREACH_DEV_OWNED_BY(p, RTE_ETH_DEV_NO_OWNER)
#define RTE_ETH_FOREACH_VALID_DEV(p)                                                                                   \
    for (p = rte_eth_find_next(0); p < RTE_MAX_ETHPORTS; p = rte_eth_find_next((uint16_t)(p + 1)))

int rte_eth_dev_owner_new(uint64_t* owner_id);
int rte_eth_dev_owner_set(const uint16_t port_id, const struct rte_eth_dev_owner* owner);
int rte_eth_dev_owner_unset(const uint16_t port_id, const uint64_t owner_id);
int rte_eth_dev_owner_delete(const uint64_t owner_id);
int rte_eth_dev_owner_get(const uint16_t port_id, struct rte_eth_dev_owner* owner);

/** Ports without an owner, and all. */
uint16_t rte_eth_dev_count_avail(void);
uint16_t rte_eth_dev_count_total(void);
int rte_eth_dev_is_valid_port(uint16_t port_id);
/** The NUMA node of a port's device; -1 with rte_errno if there is no such port (EINVAL) or no node (0). */
int rte_eth_dev_socket_id(uint16_t port_id);

int rte_eth_dev_get_name_by_port(uint16_t port_id, char* name);
int rte_eth_dev_get_port_by_name(const char* name, uint16_t* port_id);

#define RTE_ETH_VALID_PORTID_OR_ERR_RET(port_id, retval)                                                               \
    do {                                                                                                               \
        if (!rte_eth_dev_is_valid_port(port_id))                                                                       \
            return retval;                                                                                             \
    } while (0)
#define RTE_ETH_VALID_PORTID_OR_RET(port_id)                                                                           \
    do {                                                                                                               \
        if (!rte_eth_dev_is_valid_port(port_id))                                                                       \
            return;                                                                                                    \
    } while (0)

#ifdef __cplusplus
}
#endif

#endif
