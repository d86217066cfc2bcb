// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/timer_sets.hpp"

#include "dpdk/log_error.hpp"

#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>

namespace xdpk::dpdk {
namespace {

/// Its memory stays until the process ends: a timer may still name a list in it.
struct set_slot {
    std::unique_ptr<timer_set> memory;
    std::atomic<timer_set*> used{nullptr};
};

constexpr std::uint32_t default_set = 0;
std::array<set_slot, 64> slots;
std::mutex slots_mutex;
unsigned initialised = 0;

void use(set_slot& slot) {
    if (slot.memory == nullptr)
        slot.memory = std::make_unique<timer_set>();
    for (xdpk_timer_list& list : *slot.memory)
        list.clear();
    slot.used.store(slot.memory.get(), std::memory_order_release);
}

} // namespace

timer_set* timer_set_of(std::uint32_t id) noexcept {
    return id < slots.size() ? slots[id].used.load(std::memory_order_acquire) : nullptr;
}

} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int rte_timer_subsystem_init(void) {
    const std::lock_guard guard(slots_mutex);
    if (initialised++ > 0)
        return -EALREADY;
    return guarded([] {
        use(slots[default_set]);
        return 0;
    });
}

void rte_timer_subsystem_finalize(void) {
    const std::lock_guard guard(slots_mutex);
    if (initialised == 0 || --initialised > 0)
        return;
    for (set_slot& slot : slots)
        slot.used.store(nullptr, std::memory_order_release);
}

int rte_timer_data_alloc(uint32_t* id_ptr) {
    const std::lock_guard guard(slots_mutex);
    if (initialised == 0)
        return -EINVAL;
    for (std::uint32_t id = default_set + 1; id < slots.size(); ++id) {
        if (slots[id].used.load(std::memory_order_relaxed) != nullptr)
            continue;
        *id_ptr = id;
        return guarded([id] {
            use(slots[id]);
            return 0;
        });
    }
    return -ENOSPC;
}

int rte_timer_data_dealloc(uint32_t id) {
    const std::lock_guard guard(slots_mutex);
    if (timer_set_of(id) == nullptr)
        return -EINVAL;
    slots[id].used.store(nullptr, std::memory_order_release);
    return 0;
}
