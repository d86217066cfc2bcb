// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

namespace xdpk::dpdk {

/// Sets rte_errno. What a C function that makes something then returns.
std::nullptr_t set_errno(int code) noexcept;

/// The same, with a line in the log: where, what, why.
std::nullptr_t refuse(int code, const std::string& where, const std::string& what) noexcept;

} // namespace xdpk::dpdk
