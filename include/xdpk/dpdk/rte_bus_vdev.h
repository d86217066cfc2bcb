// SPDX-License-Identifier: BSD-3-Clause
/// Devices that the program itself asks for.
#ifndef RTE_BUS_VDEV_H_
#define RTE_BUS_VDEV_H_

#include "rte_dev.h"
#include "rte_devargs.h"

#ifdef __cplusplus
extern "C" {
#endif

/// As --vdev name,args would at the start. 0, or a negative errno.
int rte_vdev_init(const char* name, const char* args);
int rte_vdev_uninit(const char* name);

#ifdef __cplusplus
}
#endif

#endif
