// SPDX-License-Identifier: BSD-3-Clause
/// The start and the end of a DPDK program.
#ifndef RTE_EAL_H_
#define RTE_EAL_H_

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "rte_common.h"
#include "rte_config.h"
#include "rte_per_lcore.h"
#include "rte_uuid.h"
#include "xdpk_processes.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MAGIC 19820526
#define RTE_MAX_THREAD_NAME_LEN 16

enum rte_proc_type_t { RTE_PROC_AUTO = -1, RTE_PROC_PRIMARY = 0, RTE_PROC_SECONDARY, RTE_PROC_INVALID };

/// What --proc-type made of this process.
enum rte_proc_type_t rte_eal_process_type(void);

/// Reads the EAL's options (argv up to "--"; --help lists them), starts the lcores and creates the devices. Once per
/// process, by the thread that becomes the main lcore. The number of arguments read, so that argv + it is the program's
/// own command line, its name in front; or -1 with rte_errno, after a line that says what is wrong.
int rte_eal_init(int argc, char** argv);
/// Stops the lcores and closes the devices. 0, or a negative errno.
int rte_eal_cleanup(void);

/// Whether the primary process that uses this file prefix (NULL: this process's) lives.
int rte_eal_primary_proc_alive(const char* config_file_path);
/// No other process may join from now on. False: one has already.
bool rte_mp_disable(void);

/// Called by --help before EAL's own options, for the program's. Returns the one it replaces.
typedef void (*rte_usage_hook_t)(const char* prgname);
rte_usage_hook_t rte_set_application_usage_hook(rte_usage_hook_t usage_func);

/// Never so here: memory comes from the heap and from umems, devices from the kernel.
int rte_eal_has_hugepages(void);
int rte_eal_has_pci(void);
int rte_eal_create_uio_dev(void);

int rte_sys_gettid(void);
RTE_DECLARE_PER_LCORE(int, _thread_id);
/// The kernel's number of the calling thread.
static inline int rte_gettid(void) {
    if (RTE_PER_LCORE(_thread_id) == -1)
        RTE_PER_LCORE(_thread_id) = rte_sys_gettid();
    return RTE_PER_LCORE(_thread_id);
}

/// What stands in an rte_iova_t. Here it is always RTE_IOVA_VA.
enum rte_iova_mode { RTE_IOVA_DC = 0, RTE_IOVA_PA = (1 << 0), RTE_IOVA_VA = (1 << 1) };
enum rte_iova_mode rte_eal_iova_mode(void);

/// What --mbuf-pool-ops-name said, or NULL.
const char* rte_eal_mbuf_user_pool_ops(void);
/// The folder of this process's sockets and files.
const char* rte_eal_get_runtime_dir(void);

#ifdef __cplusplus
}
#endif

#endif
