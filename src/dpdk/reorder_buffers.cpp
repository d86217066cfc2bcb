// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log_error.hpp"
#include "dpdk/reorder_buffer.hpp"

#include <bit>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_malloc.h>

namespace xdpk::dpdk {
namespace {

std::mutex buffers_mutex;
/// Those with a name to be found by.
std::vector<rte_reorder_buffer*> buffers;

rte_reorder_buffer* refused(const char* name, const char* why, int code) {
    log_error(std::string("reorder buffer ") + (name == nullptr ? "without a name" : name) + ": " + why);
    rte_errno = code;
    return nullptr;
}

rte_reorder_buffer* find(std::string_view name) noexcept {
    for (rte_reorder_buffer* const buffer : buffers)
        if (name == buffer->name)
            return buffer;
    return nullptr;
}

/// 0, or an errno.
int register_field() noexcept {
    static const rte_mbuf_dynfield field = [] {
        rte_mbuf_dynfield made{};
        std::strncpy(made.name, RTE_REORDER_SEQN_DYNFIELD_NAME, sizeof(made.name) - 1);
        made.size = sizeof(rte_reorder_seqn_t);
        made.align = alignof(rte_reorder_seqn_t);
        return made;
    }();
    rte_reorder_seqn_dynfield_offset = rte_mbuf_dynfield_register(&field);
    return rte_reorder_seqn_dynfield_offset < 0 ? rte_errno : 0;
}

rte_reorder_buffer* create(const char* name, unsigned socket_id, unsigned size) {
    const unsigned bytes = rte_reorder_memory_footprint_get(size);
    const std::lock_guard guard(buffers_mutex);
    if (name != nullptr && find(name) != nullptr)
        return refused(name, "there is one with this name; choose another", EEXIST);
    void* const memory = rte_zmalloc_socket("reorder", bytes, RTE_CACHE_LINE_SIZE, static_cast<int>(socket_id));
    if (memory == nullptr)
        return refused(name, "no memory; make it smaller", ENOMEM);
    rte_reorder_buffer* const made = rte_reorder_init(static_cast<rte_reorder_buffer*>(memory), bytes, name, size);
    if (made == nullptr) {
        rte_free(memory);
        return nullptr;
    }
    buffers.push_back(made);
    return made;
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int rte_reorder_seqn_dynfield_offset = -1;

unsigned int rte_reorder_memory_footprint_get(unsigned int size) {
    return static_cast<unsigned>(sizeof(rte_reorder_buffer) + 2 * sizeof(rte_mbuf*) * size);
}

struct rte_reorder_buffer* rte_reorder_init(struct rte_reorder_buffer* b, unsigned int bufsize, const char* name,
                                            unsigned int size) {
    if (b == nullptr || name == nullptr)
        return refused(name, "memory and a name are needed", EINVAL);
    if (!std::has_single_bit(size))
        return refused(name, "its size must be a power of two", EINVAL);
    if (bufsize < rte_reorder_memory_footprint_get(size))
        return refused(name, "the memory is too small; rte_reorder_memory_footprint_get() says what it takes", EINVAL);
    if (const int code = register_field(); code != 0)
        return refused(name, "no room in packets for the sequence number; register fewer dynamic fields", code);
    std::memset(static_cast<void*>(b), 0, rte_reorder_memory_footprint_get(size));
    std::strncpy(b->name, name, sizeof(b->name) - 1);
    b->size = size;
    return b;
}

struct rte_reorder_buffer* rte_reorder_create(const char* name, unsigned socket_id, unsigned int size) {
    if (name == nullptr || !std::has_single_bit(size))
        return refused(name, "it needs a name, and a size that is a power of two", EINVAL);
    return guarded_pointer([&] { return create(name, socket_id, size); });
}

struct rte_reorder_buffer* rte_reorder_find_existing(const char* name) {
    const std::lock_guard guard(buffers_mutex);
    rte_reorder_buffer* const found = name == nullptr ? nullptr : find(name);
    if (found == nullptr)
        rte_errno = ENOENT;
    return found;
}

void rte_reorder_reset(struct rte_reorder_buffer* b) { b->clear(); }

void rte_reorder_free(struct rte_reorder_buffer* b) {
    if (b == nullptr)
        return;
    const std::lock_guard guard(buffers_mutex);
    if (std::erase(buffers, b) == 0)
        return;
    b->clear();
    rte_free(b);
}
