// SPDX-License-Identifier: BSD-3-Clause
/// Where devices come from. There is one bus here, "vdev": what the command line names.
#ifndef RTE_BUS_H_
#define RTE_BUS_H_

#include <stdio.h>

#include "rte_compat.h"
#include "rte_eal.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;
struct rte_device;

const char* rte_bus_name(const struct rte_bus* bus);
/// Nothing to find that the command line did not name: these return 0.
int rte_bus_scan(void);
int rte_bus_probe(void);
void rte_bus_dump(FILE* f);

/// 0: it is this one.
typedef int (*rte_bus_cmp_t)(const struct rte_bus* bus, const void* data);
/// The first bus after `start` (NULL: of all), or NULL.
struct rte_bus* rte_bus_find(const struct rte_bus* start, rte_bus_cmp_t cmp, const void* data);
struct rte_bus* rte_bus_find_by_device(const struct rte_device* dev);
struct rte_bus* rte_bus_find_by_name(const char* busname);
enum rte_iova_mode rte_bus_get_iommu_class(void);

#ifdef __cplusplus
}
#endif

#endif
