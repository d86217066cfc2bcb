// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>

#include <cstdio>
#include <cstring>

__thread int per_lcore__rte_errno = 0;

const char* rte_strerror(int errnum) {
    thread_local char text[128];
    if (errnum == E_RTE_SECONDARY)
        return "Invalid call in secondary process";
    if (errnum == E_RTE_NO_CONFIG)
        return "Missing rte_config structure";
    if (errnum >= RTE_MAX_ERRNO || errnum < 0 || strerrordesc_np(errnum) == nullptr) {
        std::snprintf(text, sizeof text, "Unknown error %d", errnum);
        return text;
    }
    return strerror_r(errnum, text, sizeof text);
}
