// SPDX-License-Identifier: BSD-3-Clause
/// The release of DPDK whose names these headers have.
#ifndef RTE_VERSION_H_
#define RTE_VERSION_H_

#include "rte_config.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_VER_PREFIX "DPDK"
#define RTE_VERSION_NUM(a, b, c, d) ((a) << 24 | (b) << 16 | (c) << 8 | (d))
#define RTE_VERSION RTE_VERSION_NUM(RTE_VER_YEAR, RTE_VER_MONTH, RTE_VER_MINOR, RTE_VER_RELEASE)

/// "DPDK 25.11.0 (xdpk 0.1.0)". Static, never freed.
const char* rte_version(void);
const char* rte_version_prefix(void);
unsigned int rte_version_year(void);
unsigned int rte_version_month(void);
unsigned int rte_version_minor(void);
const char* rte_version_suffix(void);
unsigned int rte_version_release(void);

#ifdef __cplusplus
}
#endif

#endif
