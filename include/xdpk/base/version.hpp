// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace xdpk {

/// "xdpk 1.2.3".
[[nodiscard]] const char* version() noexcept;

} // namespace xdpk
