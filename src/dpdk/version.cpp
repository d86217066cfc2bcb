// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_version.h>

#include <xdpk/base/version.hpp>

#include <string>

const char* rte_version(void) {
    static const std::string text = std::string(RTE_VER_PREFIX " ") + std::to_string(RTE_VER_YEAR) + "." +
                                    std::to_string(RTE_VER_MONTH) + "." + std::to_string(RTE_VER_MINOR) + " (" +
                                    xdpk::version() + ")";
    return text.c_str();
}

const char* rte_version_prefix(void) { return RTE_VER_PREFIX; }
unsigned int rte_version_year(void) { return RTE_VER_YEAR; }
unsigned int rte_version_month(void) { return RTE_VER_MONTH; }
unsigned int rte_version_minor(void) { return RTE_VER_MINOR; }
const char* rte_version_suffix(void) { return RTE_VER_SUFFIX; }
unsigned int rte_version_release(void) { return RTE_VER_RELEASE; }
