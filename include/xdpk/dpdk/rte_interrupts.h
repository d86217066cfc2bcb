// SPDX-License-Identifier: BSD-3-Clause
/// File descriptors whose events run a callback in one thread of EAL's. Negative results are errnos.
#ifndef RTE_INTERRUPTS_H_
#define RTE_INTERRUPTS_H_

#include <stdbool.h>

#include "rte_bitops.h"
#include "rte_common.h"
#include "rte_compat.h"
#include "rte_epoll.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_intr_handle;

#define RTE_INTR_INSTANCE_F_PRIVATE UINT32_C(0)
#define RTE_INTR_INSTANCE_F_SHARED RTE_BIT32(0)
#define RTE_MAX_RXTX_INTR_VEC_ID 512
#define RTE_INTR_VEC_ZERO_OFFSET 0
#define RTE_INTR_VEC_RXTX_OFFSET 1

enum rte_intr_handle_type {
    RTE_INTR_HANDLE_UNKNOWN = 0,
    RTE_INTR_HANDLE_UIO,
    RTE_INTR_HANDLE_UIO_INTX,
    RTE_INTR_HANDLE_VFIO_LEGACY,
    RTE_INTR_HANDLE_VFIO_MSI,
    RTE_INTR_HANDLE_VFIO_MSIX,
    RTE_INTR_HANDLE_ALARM,
    RTE_INTR_HANDLE_EXT,
    RTE_INTR_HANDLE_VDEV,
    RTE_INTR_HANDLE_DEV_EVENT,
    RTE_INTR_HANDLE_VFIO_REQ,
    RTE_INTR_HANDLE_MAX
};

typedef void (*rte_intr_callback_fn)(void* cb_arg);
typedef void (*rte_intr_unregister_callback_fn)(struct rte_intr_handle* intr_handle, void* cb_arg);

/// While its descriptor is readable, each callback of the handle runs, in the interrupt thread.
int rte_intr_callback_register(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb, void* cb_arg);
/// The number removed, or -EAGAIN while the callback runs. cb_arg (void*)-1: whatever its argument.
int rte_intr_callback_unregister(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb, void* cb_arg);
int rte_intr_callback_unregister_pending(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb_fn,
                                         void* cb_arg, rte_intr_unregister_callback_fn ucb_fn);
/// Waits until the callback has ended.
int rte_intr_callback_unregister_sync(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb, void* cb_arg);
/// A socket needs neither of these: they succeed.
int rte_intr_enable(const struct rte_intr_handle* intr_handle);
int rte_intr_disable(const struct rte_intr_handle* intr_handle);
int rte_intr_ack(const struct rte_intr_handle* intr_handle);
/// Whether the caller is the interrupt thread.
int rte_thread_is_intr(void);

/// A handle of the caller's; NULL with rte_errno.
struct rte_intr_handle* rte_intr_instance_alloc(uint32_t flags);
void rte_intr_instance_free(struct rte_intr_handle* intr_handle);
int rte_intr_fd_set(struct rte_intr_handle* intr_handle, int fd);
int rte_intr_fd_get(const struct rte_intr_handle* intr_handle);
int rte_intr_type_set(struct rte_intr_handle* intr_handle, enum rte_intr_handle_type type);
enum rte_intr_handle_type rte_intr_type_get(const struct rte_intr_handle* intr_handle);

#ifdef __cplusplus
}
#endif

#endif
