// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_ACL_OSDEP_H
#define XDPK_RTE_ACL_OSDEP_H

/* What programs get with rte_acl.h without including it themselves. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_cpuflags.h>
#include <rte_debug.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_memcpy.h>
#include <rte_memory.h>
#include <rte_per_lcore.h>
#include <rte_prefetch.h>
#include <rte_string_fns.h>
#include <rte_vect.h>

#ifndef DIM
#define DIM(x) RTE_DIM(x)
#endif

#endif
