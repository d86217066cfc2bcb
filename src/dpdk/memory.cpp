// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_memory.h>

#include "dpdk/eal_options.hpp"

#include <sys/mman.h>
#include <unistd.h>

int rte_mem_lock_page(const void* virt) {
    const auto page = static_cast<unsigned>(sysconf(_SC_PAGESIZE));
    const auto begin = RTE_ALIGN_FLOOR(reinterpret_cast<uintptr_t>(virt), page);
    return mlock(reinterpret_cast<const void*>(begin), page);
}

phys_addr_t rte_mem_virt2phy(const void*) { return RTE_BAD_IOVA; }
rte_iova_t rte_mem_virt2iova(const void* virt) { return reinterpret_cast<rte_iova_t>(virt); }
void* rte_mem_iova2virt(rte_iova_t iova) { return reinterpret_cast<void*>(iova); }

int rte_extmem_register(void*, size_t, rte_iova_t*, unsigned int, size_t) { return 0; }
int rte_extmem_unregister(void*, size_t) { return 0; }

void rte_dump_physmem_layout(FILE* f) {
    std::fprintf(f, "memory of the heap: %lu bytes in the machine\n", rte_eal_get_physmem_size());
}

uint64_t rte_eal_get_physmem_size(void) {
    return static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

unsigned rte_memory_get_nchannel(void) { return xdpk::dpdk::eal_settings().memory_channels; }
unsigned rte_memory_get_nrank(void) { return xdpk::dpdk::eal_settings().memory_ranks; }
int rte_eal_using_phys_addrs(void) { return 0; }
