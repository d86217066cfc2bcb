// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"

#include <xdpk/base/error.hpp>

namespace xdpk::dpdk {

void create_devices(std::span<const device_request> requests) {
    for (const device_request& request : requests)
        hotplug_device(request);
}

void hotplug_device(const device_request& request) {
    throw error({.where = "device " + request.name, .what = "there is no driver for it"});
}

void remove_device(std::string_view name) {
    throw error({.where = "device " + std::string(name), .what = "is not there"});
}

void close_devices() noexcept {}

} // namespace xdpk::dpdk
