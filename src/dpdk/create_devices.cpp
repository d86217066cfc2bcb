// SPDX-License-Identifier: BSD-3-Clause
#include "eal_devices.hpp"

#include "device_arguments.hpp"
#include "eth_port.hpp"
#include "log_error.hpp"
#include "software_devices.hpp"
#include "xsk_device.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

namespace xdpk::dpdk {

namespace {

struct software_device {
    std::string_view prefix;
    std::unique_ptr<eth_device> (*make)(const std::string& name, std::string_view arguments);
};

constexpr std::array<software_device, 4> software_devices{{{"net_null", make_null_device},
                                                           {"net_ring", make_ring_device},
                                                           {"net_pcap", make_pcap_device},
                                                           {"net_tap", make_tap_device}}};

std::unique_ptr<eth_device> make_device(const device_request& request) {
    if (request.name.starts_with("net_af_xdp"))
        return std::make_unique<xsk_device>(request.name, af_xdp_arguments::parse(request.name, request.arguments));
    for (const software_device& kind : software_devices)
        if (request.name.starts_with(kind.prefix))
            return kind.make(request.name, request.arguments);
    if (request.name.starts_with("net_"))
        throw error({.where = "device " + request.name,
                     .what = "there is no driver for it",
                     .code = ENODEV,
                     .hint = "there are net_af_xdp, net_null, net_ring, net_pcap and net_tap"});
    return std::make_unique<xsk_device>(
        request.name,
        af_xdp_arguments::parse(request.name,
                                "iface=" + request.name + (request.arguments.empty() ? "" : ",") + request.arguments));
}

/// A program that just ends must not leave a program on a device, nor its ports' queues to threads that still run.
void release_devices() noexcept {
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        if (eth_port* const port = ports().find(id); port != nullptr && port->started)
            port->device->release();
}

} // namespace

void hotplug_device(const device_request& request) {
    if (ports().find(std::string_view(request.name)) != nullptr)
        throw error({.where = "device " + request.name, .what = "there is one of that name", .code = EEXIST});
    ports().add(request.name, make_device(request));
}

void create_devices(std::span<const device_request> requests) {
    static const int registered = std::atexit([] { release_devices(); });
    static_cast<void>(registered);
    for (const device_request& request : requests)
        hotplug_device(request);
}

void remove_device(std::string_view name) {
    eth_port* const port = ports().find(name);
    if (port == nullptr)
        throw error({.where = "device " + std::string(name), .what = "is not there", .code = ENODEV});
    ports().remove(*port);
}

void close_devices() noexcept {
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        if (eth_port* const port = ports().find(id); port != nullptr)
            ports().remove(*port);
}

} // namespace xdpk::dpdk
