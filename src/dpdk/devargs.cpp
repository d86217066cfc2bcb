// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_devargs.h>

#include "dpdk/devargs_list.hpp"
#include "dpdk/log_error.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_bus.h>
#include <xdpk/dpdk/rte_string_fns.h>

#include <algorithm>
#include <cstdarg>
#include <filesystem>
#include <string>

namespace xdpk::dpdk {

namespace {

TAILQ_HEAD(devargs_head, rte_devargs);

devargs_head& kept() {
    static devargs_head only = TAILQ_HEAD_INITIALIZER(only);
    return only;
}

} // namespace

device_request device_of(std::string_view text) {
    for (const std::string_view bus : {"vdev:", "pci:"})
        if (text.starts_with(bus))
            text.remove_prefix(bus.size());
    const std::size_t comma = text.find(',');
    return {.name = std::string(text.substr(0, comma)),
            .arguments = comma == std::string_view::npos ? "" : std::string(text.substr(comma + 1))};
}

device_request named_device(std::string_view text) {
    device_request device = device_of(text);
    const auto colons = std::ranges::count(device.name, ':');
    if (colons == 0)
        return device;
    const std::string address = colons == 1 ? "0000:" + device.name : device.name;
    std::error_code missing;
    for (const auto& interface :
         std::filesystem::directory_iterator("/sys/bus/pci/devices/" + address + "/net", missing))
        return {.name = interface.path().filename(), .arguments = device.arguments};
    throw error({.where = "device " + device.name,
                 .what = "the kernel has no network interface for this PCI device",
                 .hint = "give it back to its kernel driver, or name the interface: --vdev net_af_xdp0,iface=eth0"});
}

void keep_devargs(std::span<const device_request> devices) {
    for (const device_request& device : devices)
        rte_devargs_add(RTE_DEVTYPE_VIRTUAL, (device.name + "," + device.arguments).c_str());
}

} // namespace xdpk::dpdk

using xdpk::dpdk::kept;

int rte_devargs_parse(struct rte_devargs* da, const char* dev) {
    if (da == nullptr || dev == nullptr)
        return -EINVAL;
    const xdpk::dpdk::device_request device = xdpk::dpdk::device_of(dev);
    if (device.name.empty() || device.name.size() >= sizeof da->name) {
        xdpk::dpdk::log_error("'" + std::string(dev) + "': is no device's name");
        return -EINVAL;
    }
    rte_strlcpy(da->name, device.name.c_str(), sizeof da->name);
    da->data = strdup(device.arguments.c_str());
    if (da->data == nullptr)
        return -ENOMEM;
    da->args = da->data;
    da->bus = rte_bus_find_by_name("vdev");
    da->bus_str = rte_bus_name(da->bus);
    return 0;
}

int rte_devargs_parsef(struct rte_devargs* da, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char* text = nullptr;
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return -ENOMEM;
    const int result = rte_devargs_parse(da, text);
    std::free(text);
    return result;
}

void rte_devargs_reset(struct rte_devargs* da) {
    if (da == nullptr)
        return;
    std::free(da->data);
    da->data = nullptr;
    da->args = nullptr;
}

int rte_devargs_insert(struct rte_devargs** da) {
    if (da == nullptr || *da == nullptr)
        return -1;
    for (rte_devargs* each = nullptr; (each = rte_devargs_next(nullptr, each)) != nullptr;)
        if (each != *da && std::string_view(each->name) == (*da)->name) {
            rte_devargs_remove(each);
            break;
        }
    TAILQ_INSERT_TAIL(&kept(), *da, next);
    return 0;
}

int rte_devargs_add(enum rte_devtype devtype, const char* devargs_str) {
    auto* device = static_cast<rte_devargs*>(std::calloc(1, sizeof(rte_devargs)));
    if (device == nullptr || rte_devargs_parse(device, devargs_str) != 0) {
        std::free(device);
        return -1;
    }
    device->type = devtype;
    device->policy = devtype == RTE_DEVTYPE_BLOCKED ? RTE_DEV_BLOCKED : RTE_DEV_ALLOWED;
    return rte_devargs_insert(&device);
}

int rte_devargs_remove(struct rte_devargs* devargs) {
    for (rte_devargs* each = nullptr; (each = rte_devargs_next(nullptr, each)) != nullptr;) {
        if (devargs == nullptr || std::string_view(each->name) != devargs->name)
            continue;
        TAILQ_REMOVE(&kept(), each, next);
        rte_devargs_reset(each);
        std::free(each);
        return 0;
    }
    return devargs == nullptr ? -1 : 1;
}

unsigned int rte_devargs_type_count(enum rte_devtype devtype) {
    unsigned count = 0;
    for (rte_devargs* each = nullptr; (each = rte_devargs_next(nullptr, each)) != nullptr;)
        count += each->type == devtype ? 1 : 0;
    return count;
}

void rte_devargs_dump(FILE* f) {
    std::fprintf(f, "User device list:\n");
    for (rte_devargs* each = nullptr; (each = rte_devargs_next(nullptr, each)) != nullptr;)
        std::fprintf(f, "  [%s]: %s %s\n", each->bus_str, each->name, each->args);
}

struct rte_devargs* rte_devargs_next(const char* busname, const struct rte_devargs* start) {
    rte_devargs* each = start != nullptr ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&kept());
    while (each != nullptr && busname != nullptr && std::string_view(busname) != each->bus_str)
        each = TAILQ_NEXT(each, next);
    return each;
}
