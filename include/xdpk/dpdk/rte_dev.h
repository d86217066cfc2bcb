// SPDX-License-Identifier: BSD-3-Clause
/// Devices of all kinds, by name. A device here is a port's.
#ifndef RTE_DEV_H_
#define RTE_DEV_H_

#include <stdio.h>

#include "rte_common.h"
#include "rte_compat.h"
#include "rte_config.h"
#include "rte_log.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;
struct rte_devargs;
struct rte_device;
struct rte_driver;

#define RTE_DEV_NAME_MAX_LEN 64

enum rte_dev_event_type { RTE_DEV_EVENT_ADD, RTE_DEV_EVENT_REMOVE, RTE_DEV_EVENT_MAX };
typedef void (*rte_dev_event_cb_fn)(const char* device_name, enum rte_dev_event_type event, void* cb_arg);

enum rte_dev_policy {
    RTE_DEV_ALLOWED,
    RTE_DEV_BLOCKED,
};

/// What is known of a device. The texts live as long as it.
const char* rte_driver_name(const struct rte_driver* driver);
const struct rte_bus* rte_dev_bus(const struct rte_device* dev);
const char* rte_dev_bus_info(const struct rte_device* dev);
const struct rte_devargs* rte_dev_devargs(const struct rte_device* dev);
const struct rte_driver* rte_dev_driver(const struct rte_device* dev);
const char* rte_dev_name(const struct rte_device* dev);
int rte_dev_numa_node(const struct rte_device* dev);
int rte_dev_is_probed(const struct rte_device* dev);

/// Adds a device while the program runs: its bus ("vdev"), its name ("net_af_xdp0") and its arguments
/// ("iface=eth0,…"). 0, or a negative errno. Control thread.
int rte_eal_hotplug_add(const char* busname, const char* devname, const char* drvargs);
int rte_eal_hotplug_remove(const char* busname, const char* devname);
/// The same with one text, as after --vdev.
int rte_dev_probe(const char* devargs);
int rte_dev_remove(struct rte_device* dev);

#ifdef __cplusplus
}
#endif

#endif
