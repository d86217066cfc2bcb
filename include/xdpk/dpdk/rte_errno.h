// SPDX-License-Identifier: BSD-3-Clause
/// The reason why a call failed, of each thread its own: a number of <errno.h> or one of these.
#ifndef RTE_ERRNO_H_
#define RTE_ERRNO_H_

#include <errno.h>

#include "rte_common.h"
#include "rte_per_lcore.h"

#ifdef __cplusplus
extern "C" {
#endif

RTE_DECLARE_PER_LCORE(int, _rte_errno);
#define rte_errno RTE_PER_LCORE(_rte_errno)

/// The reason in words; of the calling thread, until it calls again.
const char* rte_strerror(int errnum);

enum {
    RTE_MIN_ERRNO = 1000,
    E_RTE_SECONDARY, ///< a secondary process may not do this
    E_RTE_NO_CONFIG, ///< before rte_eal_init
    RTE_MAX_ERRNO
};

#ifdef __cplusplus
}
#endif

#endif
