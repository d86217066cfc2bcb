// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_lcore_var.h>

#include <xdpk/dpdk/rte_debug.h>

#include <cstddef>
#include <cstdlib>
#include <mutex>

namespace {

std::mutex variables_lock;
char* place = nullptr;
std::size_t used = RTE_MAX_LCORE_VAR;

} // namespace

void* rte_lcore_var_alloc(size_t size, size_t align) {
    const std::scoped_lock held(variables_lock);
    align = align == 0 ? alignof(max_align_t) : align;
    RTE_VERIFY(align <= RTE_CACHE_LINE_SIZE && size <= RTE_MAX_LCORE_VAR);
    used = RTE_ALIGN_CEIL(used, align);
    if (used + size > RTE_MAX_LCORE_VAR) {
        // Only what is used takes memory: the kernel gives pages as they are written.
        place = static_cast<char*>(std::calloc(RTE_MAX_LCORE + 1, RTE_MAX_LCORE_VAR));
        RTE_VERIFY(place != nullptr);
        place = RTE_PTR_ALIGN_CEIL(place, RTE_CACHE_LINE_SIZE);
        used = 0;
    }
    void* const handle = place + used;
    used += size;
    return handle;
}
