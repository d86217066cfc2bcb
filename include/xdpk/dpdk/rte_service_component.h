// SPDX-License-Identifier: BSD-3-Clause
/// What offers a service.
#ifndef RTE_SERVICE_COMPONENT_H_
#define RTE_SERVICE_COMPONENT_H_

#include "rte_service.h"

#ifdef __cplusplus
extern "C" {
#endif

/// One turn. -EAGAIN: there was nothing to do; another negative number counts as an error.
typedef int32_t (*rte_service_func)(void* args);

struct rte_service_spec {
    char name[RTE_SERVICE_NAME_MAX];
    rte_service_func callback;
    void* callback_userdata;
    uint32_t capabilities; ///< RTE_SERVICE_CAP_…
    int socket_id;
};

/// Gives the service a number in *service_id (which may be NULL). It may run once its component says so.
int32_t rte_service_component_register(const struct rte_service_spec* spec, uint32_t* service_id);
/// It must not run.
int32_t rte_service_component_unregister(uint32_t id);
/// Spreads the services over the service lcores and starts them.
int32_t rte_service_start_with_defaults(void);
int32_t rte_service_component_runstate_set(uint32_t id, uint32_t runstate);
int32_t rte_service_init(void);
void rte_service_finalize(void);

#ifdef __cplusplus
}
#endif

#endif
