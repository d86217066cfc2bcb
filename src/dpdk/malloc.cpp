// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_malloc.h>

#include <xdpk/dpdk/rte_errno.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

constexpr std::uint64_t heap_mark = 0x6b'70'64'78'70'61'65'68;

// Stands in front of what the caller gets; `offset` leads back to the beginning of the block.
struct block {
    std::uint64_t mark;
    std::size_t offset;
    std::size_t size;
};

std::atomic<std::size_t> bytes_in_use = 0;
std::atomic<unsigned> blocks_in_use = 0;

block* block_of(const void* memory) {
    return reinterpret_cast<block*>(const_cast<char*>(static_cast<const char*>(memory)) - sizeof(block));
}

void* refused(int reason) {
    rte_errno = reason;
    return nullptr;
}

// Zeroed by the kernel where it is fresh, by calloc where it is not.
void* allocated(std::size_t size, std::size_t align) {
    if (size == 0)
        return nullptr;
    if (align != 0 && !rte_is_power_of_2(static_cast<std::uint32_t>(align)))
        return refused(EINVAL);
    align = std::max<std::size_t>(align, RTE_CACHE_LINE_SIZE);
    if (size > SIZE_MAX - align - sizeof(block))
        return refused(ENOMEM);
    auto* const whole = static_cast<char*>(std::calloc(1, size + align + sizeof(block)));
    if (whole == nullptr)
        return refused(ENOMEM);
    auto* const memory = RTE_PTR_ALIGN_CEIL(whole + sizeof(block), align);
    *block_of(memory) = {.mark = heap_mark, .offset = static_cast<std::size_t>(memory - whole), .size = size};
    bytes_in_use += size;
    ++blocks_in_use;
    return memory;
}

} // namespace

void* rte_malloc_socket(const char*, size_t size, unsigned align, int) { return allocated(size, align); }
void* rte_malloc(const char*, size_t size, unsigned align) { return allocated(size, align); }
void* rte_zmalloc_socket(const char*, size_t size, unsigned align, int) { return allocated(size, align); }
void* rte_zmalloc(const char*, size_t size, unsigned align) { return allocated(size, align); }

void* rte_calloc_socket(const char*, size_t num, size_t size, unsigned align, int) {
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(num, size, &bytes))
        return refused(ENOMEM);
    return allocated(bytes, align);
}
void* rte_calloc(const char* type, size_t num, size_t size, unsigned align) {
    return rte_calloc_socket(type, num, size, align, SOCKET_ID_ANY);
}

void* rte_realloc_socket(void* ptr, size_t size, unsigned int align, int) {
    if (ptr == nullptr)
        return allocated(size, align);
    const std::size_t old_size = block_of(ptr)->size;
    const bool aligned = align == 0 || rte_is_aligned(ptr, align) != 0;
    if (size != 0 && size <= old_size && aligned)
        return ptr;
    void* const moved = allocated(size, align);
    if (moved != nullptr)
        std::memcpy(moved, ptr, std::min(size, old_size));
    if (moved != nullptr || size == 0)
        rte_free(ptr);
    return moved;
}
void* rte_realloc(void* ptr, size_t size, unsigned int align) {
    return rte_realloc_socket(ptr, size, align, SOCKET_ID_ANY);
}

void rte_free(void* ptr) {
    if (ptr == nullptr)
        return;
    block& head = *block_of(ptr);
    bytes_in_use -= head.size;
    --blocks_in_use;
    head.mark = 0;
    std::free(static_cast<char*>(ptr) - head.offset);
}

int rte_malloc_validate(const void* ptr, size_t* size) {
    if (ptr == nullptr || block_of(ptr)->mark != heap_mark)
        return -1;
    if (size != nullptr)
        *size = block_of(ptr)->size;
    return 0;
}

int rte_malloc_get_socket_stats(int socket, struct rte_malloc_socket_stats* socket_stats) {
    if (socket != 0 || socket_stats == nullptr)
        return -1;
    *socket_stats = {.heap_totalsz_bytes = bytes_in_use,
                     .heap_freesz_bytes = 0,
                     .greatest_free_size = 0,
                     .free_count = 0,
                     .alloc_count = blocks_in_use,
                     .heap_allocsz_bytes = bytes_in_use};
    return 0;
}

void rte_malloc_dump_stats(FILE* f, const char*) {
    std::fprintf(f, "Heap socket_0: %zu bytes in %u blocks\n", bytes_in_use.load(), blocks_in_use.load());
}

void rte_malloc_dump_heaps(FILE* f) { rte_malloc_dump_stats(f, nullptr); }

rte_iova_t rte_malloc_virt2iova(const void* addr) { return reinterpret_cast<rte_iova_t>(addr); }

int rte_malloc_heap_get_socket(const char* name) {
    if (name == nullptr || std::string_view(name) != "socket_0") {
        rte_errno = name == nullptr ? EINVAL : ENOENT;
        return -1;
    }
    return 0;
}
