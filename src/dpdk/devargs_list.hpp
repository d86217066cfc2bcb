// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/eal_devices.hpp"

#include <span>
#include <string_view>

namespace xdpk::dpdk {

/// "net_af_xdp0,iface=eth0" in its two parts; a bus in front ("vdev:") is left out.
[[nodiscard]] device_request device_of(std::string_view text);

/// The same, but a PCI address stands for the interface that the kernel has made of that device. Throws xdpk::error if
/// there is none.
[[nodiscard]] device_request named_device(std::string_view text);

/// Puts them on the list that rte_devargs_next walks.
void keep_devargs(std::span<const device_request> devices);

} // namespace xdpk::dpdk
