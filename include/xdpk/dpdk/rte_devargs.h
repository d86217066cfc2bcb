// SPDX-License-Identifier: BSD-3-Clause
/// What the command line says about a device.
#ifndef RTE_DEVARGS_H_
#define RTE_DEVARGS_H_

#include <stdio.h>

#include "rte_common.h"
#include "rte_compat.h"
#include "rte_dev.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;
struct rte_class;

#define RTE_DEVARGS_KEY_BUS "bus"
#define RTE_DEVARGS_KEY_CLASS "class"
#define RTE_DEVARGS_KEY_DRIVER "driver"

enum rte_devtype {
    RTE_DEVTYPE_ALLOWED,
    RTE_DEVTYPE_BLOCKED,
    RTE_DEVTYPE_VIRTUAL,
};

/// A device's bus, name and arguments. Zero it before the first use; rte_devargs_reset frees what parsing put there.
struct rte_devargs {
    RTE_TAILQ_ENTRY(rte_devargs) next;
    enum rte_devtype type;
    enum rte_dev_policy policy;
    char name[RTE_DEV_NAME_MAX_LEN];
    RTE_STD_C11
    union {
        const char* args; ///< "" if there are none
        const char* drv_str;
    };
    struct rte_bus* bus;
    struct rte_class* cls;
    const char* bus_str;
    const char* cls_str;
    char* data; ///< the memory behind the texts
};

/// From a text such as "net_af_xdp0,iface=eth0" or "vdev:net_null0". 0, or a negative errno.
int rte_devargs_parse(struct rte_devargs* da, const char* dev);
int rte_devargs_parsef(struct rte_devargs* da, const char* format, ...) __rte_format_printf(2, 0);
void rte_devargs_reset(struct rte_devargs* da);

/// The list of those the command line named, and later ones.
int rte_devargs_insert(struct rte_devargs** da);
int rte_devargs_add(enum rte_devtype devtype, const char* devargs_str);
int rte_devargs_remove(struct rte_devargs* devargs);
unsigned int rte_devargs_type_count(enum rte_devtype devtype);
void rte_devargs_dump(FILE* f);
/// The one after `start` (NULL: the first) whose bus this is, or NULL.
struct rte_devargs* rte_devargs_next(const char* busname, const struct rte_devargs* start);
#define RTE_EAL_DEVARGS_FOREACH(busname, da)                                                                           \
    for (da = rte_devargs_next(busname, NULL); da != NULL; da = rte_devargs_next(busname, da))

#ifdef __cplusplus
}
#endif

#endif
