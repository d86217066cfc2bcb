// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/refusal.hpp"

#include "dpdk/log_error.hpp"

#include <rte_errno.h>

namespace xdpk::dpdk {

std::nullptr_t set_errno(int code) noexcept {
    rte_errno = code;
    return nullptr;
}

std::nullptr_t refuse(int code, const std::string& where, const std::string& what) noexcept {
    log_error(where + ": " + what);
    return set_errno(code);
}

} // namespace xdpk::dpdk
