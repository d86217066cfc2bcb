// SPDX-License-Identifier: BSD-3-Clause
/// Memory and its addresses. Devices here are sockets of the kernel, so an IOVA is the virtual address.
#ifndef RTE_MEMORY_H_
#define RTE_MEMORY_H_

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "rte_bitops.h"
#include "rte_common.h"
#include "rte_config.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_PGSIZE_4K (1ULL << 12)
#define RTE_PGSIZE_64K (1ULL << 16)
#define RTE_PGSIZE_256K (1ULL << 18)
#define RTE_PGSIZE_2M (1ULL << 21)
#define RTE_PGSIZE_16M (1ULL << 24)
#define RTE_PGSIZE_256M (1ULL << 28)
#define RTE_PGSIZE_512M (1ULL << 29)
#define RTE_PGSIZE_1G (1ULL << 30)
#define RTE_PGSIZE_4G (1ULL << 32)
#define RTE_PGSIZE_16G (1ULL << 34)

/// Any NUMA node.
#define SOCKET_ID_ANY -1

/// Keeps the page with this address in memory. 0 or -1.
int rte_mem_lock_page(const void* virt);
/// RTE_BAD_IOVA: physical addresses are the kernel's business.
phys_addr_t rte_mem_virt2phy(const void* virt);
rte_iova_t rte_mem_virt2iova(const void* virt);
void* rte_mem_iova2virt(rte_iova_t iova);

/// Memory that the program got elsewhere needs no registration here: these always succeed.
int rte_extmem_register(void* va_addr, size_t len, rte_iova_t iova_addrs[], unsigned int n_pages, size_t page_sz);
int rte_extmem_unregister(void* va_addr, size_t len);

void rte_dump_physmem_layout(FILE* f);
uint64_t rte_eal_get_physmem_size(void);
/// What -n and -r said; 0 if nothing.
unsigned rte_memory_get_nchannel(void);
unsigned rte_memory_get_nrank(void);
int rte_eal_using_phys_addrs(void);

#ifdef __cplusplus
}
#endif

#endif
