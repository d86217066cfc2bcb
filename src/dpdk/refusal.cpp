// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/refusal.hpp"

#include <rte_errno.h>
#include <rte_log.h>

namespace xdpk::dpdk {

std::nullptr_t set_errno(int code) noexcept {
    rte_errno = code;
    return nullptr;
}

std::nullptr_t refuse(int code, const std::string& where, const std::string& what) noexcept {
    rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "%s: %s\n", where.c_str(), what.c_str());
    return set_errno(code);
}

} // namespace xdpk::dpdk
