// SPDX-License-Identifier: BSD-3-Clause
#include "eal_devices.hpp"

#include "devargs_list.hpp"
#include "device_arguments.hpp"
#include "eth_port.hpp"
#include "process_group.hpp"
#include "software_devices.hpp"
#include "xsk_device.hpp"

#include <algorithm>
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

/// Has the primary process do it.
void ask(message_kind what, const std::string& device) {
    const int status = ask_primary(what, device);
    if (status < 0)
        throw error({.where = "device " + device,
                     .what = "the primary process did not do it",
                     .code = -status,
                     .hint = "its log says more"});
}

/// A secondary process has the primary's, which its own command line may name as well.
void follow_ports(std::span<const device_request> requests) {
    follow_primary();
    for (const device_request& request : requests)
        if (ports().find(std::string_view(request.name)) == nullptr)
            throw error({.where = "device " + request.name,
                         .what = "the primary process has none of that name",
                         .code = ENODEV,
                         .hint = "give it to the primary process"});
}

} // namespace

std::unique_ptr<eth_device> make_shared_device(const device_request& request) {
    const bool is_own = request.name.starts_with("net_") && !request.name.starts_with("net_af_xdp") &&
                        !request.name.starts_with("net_null") && !request.name.starts_with("net_ring");
    if (is_own)
        throw error({.where = request.name, .what = "only the primary process can use such a port", .code = ENOTSUP});
    return make_device(request);
}

void hotplug_device(const device_request& request) {
    if (is_secondary())
        return ask(message_kind::attach, request.name + "," + request.arguments);
    if (ports().find(std::string_view(request.name)) != nullptr)
        throw error({.where = "device " + request.name, .what = "there is one of that name", .code = EEXIST});
    eth_port& port = ports().add(request.name, make_device(request));
    std::copy_n(request.arguments.begin(), std::min(request.arguments.size(), port.record->arguments.size() - 1),
                port.record->arguments.begin());
    publish_port(port.id, {.state = port_state::stopped, .record = port.record});
}

void create_devices(std::span<const device_request> requests) {
    static const int registered = std::atexit([] { release_devices(); });
    static_cast<void>(registered);
    if (is_secondary())
        return follow_ports(requests);
    for (const device_request& request : requests)
        hotplug_device(request);
}

void remove_device(std::string_view name) {
    if (is_secondary())
        return ask(message_kind::detach, std::string(name));
    eth_port* const port = ports().find(name);
    if (port == nullptr)
        throw error({.where = "device " + std::string(name), .what = "is not there", .code = ENODEV});
    ports().remove(*port);
}

void attach_for_secondary(const std::string& device) {
    const device_request request = device_of(device);
    hotplug_device(request);
    keep_devargs({&request, 1});
}

void detach_for_secondary(const std::string& device) { remove_device(device); }

void close_devices() noexcept {
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        if (eth_port* const port = ports().find(id); port != nullptr)
            ports().remove(*port);
}

} // namespace xdpk::dpdk
