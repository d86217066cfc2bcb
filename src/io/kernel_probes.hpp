// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/host_facts.hpp>

namespace xdpk::detail {

/// Tries each feature; `held` says which trials would only tell of a missing capability.
[[nodiscard]] kernel_features probe_kernel(const capabilities& held);

} // namespace xdpk::detail
