// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>

#include <concepts>
#include <exception>
#include <new>
#include <string_view>

#include <xdpk/dpdk/rte_errno.h>

namespace xdpk::dpdk {

/// One line at level ERR: what failed, where, what to do. Any thread.
void log_error(std::string_view text) noexcept;

/// Logs the error and gives the positive errno that stands for it: its own code, or EINVAL.
[[nodiscard]] int logged_errno(const std::exception& failure) noexcept;

/// For the bodies of C functions with a status: what `work` returns, or, if it throws, a negative errno, logged and in
/// rte_errno.
template <std::invocable work_t>
[[nodiscard]] int guarded(work_t&& work) noexcept {
    try {
        return work();
    } catch (const std::exception& failure) {
        rte_errno = logged_errno(failure);
        return -rte_errno;
    }
}

/// The same for functions that return a pointer: NULL if `work` throws.
template <std::invocable work_t>
[[nodiscard]] auto guarded_pointer(work_t&& work) noexcept -> decltype(work()) {
    try {
        return work();
    } catch (const std::exception& failure) {
        rte_errno = logged_errno(failure);
        return nullptr;
    }
}

} // namespace xdpk::dpdk
