// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"

namespace xdpk::dpdk {

/// Whether the program's receive queues are not the device's own, one by one.
[[nodiscard]] bool needs_spreading(const eth_port& port);

/// As many receive queues as the program configured, fed from those of the device by whichever thread polls first.
[[nodiscard]] std::vector<std::unique_ptr<eth_queue>> spread(const eth_port& port,
                                                             std::vector<std::unique_ptr<eth_queue>> own);

} // namespace xdpk::dpdk
