// SPDX-License-Identifier: BSD-3-Clause
/// Addresses of PCI devices. Ports here are the kernel's interfaces: see -a in --help.
#ifndef RTE_PCI_H_
#define RTE_PCI_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PCI_PRI_FMT "%.4x:%.2x:%.2x.%x"
#define PCI_PRI_STR_SIZE sizeof("XXXXXXXX:XX:XX.X")
#define RTE_PCI_ANY_ID (0xffff)

struct rte_pci_id {
    uint32_t class_id;
    uint16_t vendor_id;
    uint16_t device_id;
    uint16_t subsystem_vendor_id;
    uint16_t subsystem_device_id;
};

struct rte_pci_addr {
    uint32_t domain;
    uint8_t bus;
    uint8_t devid;
    uint8_t function;
};

void rte_pci_device_name(const struct rte_pci_addr* addr, char* output, size_t size);
/// Less than, equal to or greater than 0.
int rte_pci_addr_cmp(const struct rte_pci_addr* addr, const struct rte_pci_addr* addr2);
/// From "0000:03:00.0" or "03:00.0": 0, or -1.
int rte_pci_addr_parse(const char* str, struct rte_pci_addr* addr);

#ifdef __cplusplus
}
#endif

#endif
