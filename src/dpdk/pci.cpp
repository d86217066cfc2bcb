// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_pci.h>

#include <cstdio>
#include <tuple>

namespace {

auto key(const rte_pci_addr& a) { return std::tuple(a.domain, a.bus, a.devid, a.function); }

} // namespace

void rte_pci_device_name(const struct rte_pci_addr* addr, char* output, size_t size) {
    std::snprintf(output, size, PCI_PRI_FMT, addr->domain, addr->bus, addr->devid, addr->function);
}

int rte_pci_addr_cmp(const struct rte_pci_addr* addr, const struct rte_pci_addr* addr2) {
    if (addr == nullptr || addr2 == nullptr)
        return -1;
    return key(*addr) < key(*addr2) ? -1 : key(*addr) > key(*addr2) ? 1 : 0;
}

int rte_pci_addr_parse(const char* str, struct rte_pci_addr* addr) {
    rte_pci_addr read{};
    int end = 0;
    const bool whole =
        std::sscanf(str, "%8x:%2hhx:%2hhx.%1hhx%n", &read.domain, &read.bus, &read.devid, &read.function, &end) == 4;
    if (!whole) {
        read.domain = 0;
        if (std::sscanf(str, "%2hhx:%2hhx.%1hhx%n", &read.bus, &read.devid, &read.function, &end) != 3)
            return -1;
    }
    if (str[end] != '\0')
        return -1;
    *addr = read;
    return 0;
}
