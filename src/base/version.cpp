// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/version.hpp>

namespace xdpk {

const char* version() noexcept { return "xdpk " XDPK_VERSION; }

} // namespace xdpk
