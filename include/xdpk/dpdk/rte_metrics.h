// SPDX-License-Identifier: BSD-3-Clause
/// Numbers that parts of a program publish, per port or for all of it, and others read. Any thread.
#ifndef RTE_METRICS_H_
#define RTE_METRICS_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A name with its end, and how many there can be.
#define RTE_METRICS_MAX_NAME_LEN 64
#define RTE_METRICS_MAX_METRICS 256

/// The port of what is no port's.
#define RTE_METRICS_GLOBAL -1

/// The name of the metric with the same number as its place.
struct rte_metric_name {
    char name[RTE_METRICS_MAX_NAME_LEN];
};

struct rte_metric_value {
    uint16_t key; ///< the metric's number
    uint64_t value;
};

/// 0, also if it was done, or a negative errno. Before it, and after deinit, the others return -EIO.
int rte_metrics_init(int socket_id);
int rte_metrics_deinit(void);

/// Adds a metric, or a set of them, which are updated together. The first's number; -EINVAL; -ENOMEM: too many.
int rte_metrics_reg_name(const char* name);
int rte_metrics_reg_names(const char* const* names, uint16_t cnt_names);

/// All metrics, if `names` has room for them; how many there are.
int rte_metrics_get_names(struct rte_metric_name* names, uint16_t capacity);
/// A port's values of all metrics, or RTE_METRICS_GLOBAL's. -EINVAL: no such port.
int rte_metrics_get_values(int port_id, struct rte_metric_value* values, uint16_t capacity);

/// Sets a value, or several from `key` on. 0; -EINVAL: no such port or metric; -ERANGE: they go beyond their set.
int rte_metrics_update_value(int port_id, uint16_t key, const uint64_t value);
int rte_metrics_update_values(int port_id, uint16_t key, const uint64_t* values, uint32_t count);

#ifdef __cplusplus
}
#endif

#endif
