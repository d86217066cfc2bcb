// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_dev.h>

#include "dpdk/devargs_list.hpp"
#include "dpdk/device.hpp"
#include "dpdk/log_error.hpp"

#include <xdpk/dpdk/rte_bus.h>
#include <xdpk/dpdk/rte_bus_vdev.h>

#include <string_view>

struct rte_bus {
    const char* name;
};

namespace {

rte_bus vdev_bus{.name = "vdev"};

// PCI devices are reached through the interfaces that the kernel makes of them.
bool known_bus(const char* name) {
    return name != nullptr && (std::string_view(name) == "vdev" || std::string_view(name) == "pci");
}

int added(const xdpk::dpdk::device_request& device) {
    return xdpk::dpdk::guarded([&] {
        xdpk::dpdk::hotplug_device(device);
        xdpk::dpdk::keep_devargs({&device, 1});
        return 0;
    });
}

int removed(std::string_view name) {
    return xdpk::dpdk::guarded([&] {
        xdpk::dpdk::remove_device(name);
        return 0;
    });
}

} // namespace

const char* rte_driver_name(const struct rte_driver* driver) { return driver->name; }
const struct rte_bus* rte_dev_bus(const struct rte_device*) { return &vdev_bus; }
const char* rte_dev_bus_info(const struct rte_device* dev) { return dev->bus_info.c_str(); }
const struct rte_driver* rte_dev_driver(const struct rte_device* dev) { return dev->driver; }
const char* rte_dev_name(const struct rte_device* dev) { return dev->name.c_str(); }
int rte_dev_numa_node(const struct rte_device* dev) { return dev->numa_node; }
int rte_dev_is_probed(const struct rte_device* dev) { return dev->driver != nullptr; }

const struct rte_devargs* rte_dev_devargs(const struct rte_device* dev) {
    for (const rte_devargs* each = nullptr; (each = rte_devargs_next(nullptr, each)) != nullptr;)
        if (each->name == dev->name)
            return each;
    return nullptr;
}

int rte_eal_hotplug_add(const char* busname, const char* devname, const char* drvargs) {
    if (!known_bus(busname) || devname == nullptr)
        return -ENOENT;
    return xdpk::dpdk::guarded([&] {
        const std::string text = std::string(devname) + "," + (drvargs != nullptr ? drvargs : "");
        return added(xdpk::dpdk::named_device(text));
    });
}

int rte_eal_hotplug_remove(const char* busname, const char* devname) {
    if (!known_bus(busname) || devname == nullptr)
        return -ENOENT;
    return xdpk::dpdk::guarded([&] { return removed(xdpk::dpdk::named_device(devname).name); });
}

int rte_dev_probe(const char* devargs) {
    if (devargs == nullptr)
        return -EINVAL;
    return xdpk::dpdk::guarded([&] { return added(xdpk::dpdk::named_device(devargs)); });
}

int rte_dev_remove(struct rte_device* dev) { return removed(std::string(dev->name)); }

int rte_vdev_init(const char* name, const char* args) { return rte_eal_hotplug_add("vdev", name, args); }
int rte_vdev_uninit(const char* name) { return rte_eal_hotplug_remove("vdev", name); }

const char* rte_bus_name(const struct rte_bus* bus) { return bus->name; }
int rte_bus_scan(void) { return 0; }
int rte_bus_probe(void) { return 0; }
void rte_bus_dump(FILE* f) { std::fprintf(f, "bus %s: devices by name\n", vdev_bus.name); }

struct rte_bus* rte_bus_find(const struct rte_bus* start, rte_bus_cmp_t cmp, const void* data) {
    return start == nullptr && cmp(&vdev_bus, data) == 0 ? &vdev_bus : nullptr;
}
struct rte_bus* rte_bus_find_by_device(const struct rte_device* dev) {
    return dev != nullptr ? &vdev_bus : nullptr;
}
struct rte_bus* rte_bus_find_by_name(const char* busname) {
    return busname != nullptr && std::string_view(busname) == vdev_bus.name ? &vdev_bus : nullptr;
}
enum rte_iova_mode rte_bus_get_iommu_class(void) { return RTE_IOVA_VA; }
