// SPDX-License-Identifier: BSD-3-Clause
#include "arena.hpp"

#include "arena_gaps.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace xdpk::dpdk {

namespace {

constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t most_bytes = std::size_t{64} << 30;
constexpr std::size_t least_bytes = std::size_t{256} << 20;

// Where programs, libraries, stacks and heaps are not, the sanitizers' shadows neither; the last one for processors
// with short addresses.
constexpr std::array<std::uintptr_t, 3> places{0x7e90'0000'0000, 0x1100'0000'0000, 0x30'0000'0000};

std::mutex making;
std::atomic<arena*> own = nullptr;

error no_memory(std::size_t bytes, int code) {
    return error({.where = "shared memory", .what = "map " + std::to_string(bytes >> 20) + " MiB", .code = code});
}

fd new_file(std::size_t& bytes) {
    fd file(::memfd_create("xdpk", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file)
        throw no_memory(bytes, errno);
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) == 0)
        bytes = std::min<std::size_t>(bytes, limit.rlim_cur / large_page * large_page);
    if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0)
        throw no_memory(bytes, errno);
    ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return file;
}

void* mapped(int file, void* at, std::size_t bytes) {
    return ::mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
}

/// At one of the places, or anywhere. nullptr: there is no room for so much.
void* map_somewhere(int file, std::size_t bytes) {
    for (const std::uintptr_t place : places) {
        void* const at = mapped(file, reinterpret_cast<void*>(place), bytes);
        if (at == reinterpret_cast<void*>(place))
            return at;
        if (at != MAP_FAILED)
            ::munmap(at, bytes);
    }
    void* const at = mapped(file, nullptr, bytes);
    return at == MAP_FAILED ? nullptr : at;
}

} // namespace

struct arena::header {
    pthread_mutex_t lock;
    arena_gaps gaps;
    std::array<node*, static_cast<std::size_t>(shared_kind::count)> lists;
};

arena* arena::make_own() {
    for (std::size_t bytes = most_bytes;; bytes /= 2) {
        fd file = new_file(bytes);
        auto* const at = static_cast<header*>(map_somewhere(file.get(), bytes));
        if (at == nullptr && bytes > least_bytes)
            continue;
        if (at == nullptr)
            throw no_memory(bytes, ENOMEM);
        pthread_mutexattr_t kind;
        pthread_mutexattr_init(&kind);
        pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
        pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
        pthread_mutex_init(&at->lock, &kind);
        pthread_mutexattr_destroy(&kind);
        constexpr std::size_t used = (sizeof(header) + 63) / 64 * 64;
        at->gaps.add(reinterpret_cast<char*>(at) + used, bytes - used);
        return new arena(std::move(file), at, bytes);
    }
}

arena& arena::get() {
    arena* found = own.load(std::memory_order_acquire);
    if (found != nullptr)
        return *found;
    const std::scoped_lock hold(making);
    // Never destroyed: threads use it until the process ends.
    if (own.load(std::memory_order_relaxed) == nullptr)
        own.store(make_own(), std::memory_order_release);
    return *own.load(std::memory_order_relaxed);
}

void arena::join(fd memory, const void* address, std::size_t bytes) {
    const std::scoped_lock hold(making);
    if (own.load(std::memory_order_relaxed) != nullptr)
        throw error({.where = "--proc-type=secondary",
                     .what = "the program has made rings, pools or memory zones before rte_eal_init",
                     .code = EBUSY});
    auto* const wanted = const_cast<void*>(address);
    void* const at = mapped(memory.get(), wanted, bytes);
    if (at != wanted) {
        const int code = at == MAP_FAILED ? errno : EEXIST;
        if (at != MAP_FAILED)
            ::munmap(at, bytes);
        throw error({.where = "--proc-type=secondary",
                     .what = "the primary process's memory does not fit in at its address",
                     .code = code,
                     .hint = "start both programs with the same sanitizers or none, and with enough of ulimit -v"});
    }
    own.store(new arena(std::move(memory), static_cast<header*>(at), bytes), std::memory_order_release);
}

void arena::lock() noexcept {
    // Changes are few steps apart: what a process left that died within one is no worse than what it still held.
    if (pthread_mutex_lock(&at_->lock) == EOWNERDEAD)
        pthread_mutex_consistent(&at_->lock);
}

void arena::unlock() noexcept { pthread_mutex_unlock(&at_->lock); }

arena::node*& arena::list(shared_kind kind) noexcept { return at_->lists.at(static_cast<std::size_t>(kind)); }

void* arena::allocate(std::size_t bytes, std::size_t align) {
    const std::scoped_lock hold(*this);
    void* const memory = at_->gaps.allocate(bytes, align);
    if (memory == nullptr)
        throw no_memory(bytes, ENOMEM);
    return memory;
}

void arena::free(void* memory) noexcept {
    if (memory == nullptr)
        return;
    const std::scoped_lock hold(*this);
    at_->gaps.free(memory);
}

void arena::add(shared_kind kind, void* thing) {
    const std::scoped_lock hold(*this);
    node* const fresh = make<node>();
    fresh->thing = thing;
    node** link = &list(kind);
    while (*link != nullptr)
        link = &(*link)->next;
    *link = fresh;
}

void arena::remove(shared_kind kind, const void* thing) noexcept {
    const std::scoped_lock hold(*this);
    for (node** link = &list(kind); *link != nullptr; link = &(*link)->next)
        if ((*link)->thing == thing) {
            node* const gone = *link;
            *link = gone->next;
            free(gone);
            return;
        }
}

std::size_t page_alignment(std::size_t bytes) noexcept { return bytes >= large_page ? large_page : 4096; }

void back_with_pages(void* memory, std::size_t bytes) {
    if (::madvise(memory, bytes, MADV_POPULATE_WRITE) != 0 && errno != EINVAL) // Linux before 5.14 does it later
        throw no_memory(bytes, errno);
#ifndef MADV_COLLAPSE
    constexpr int MADV_COLLAPSE = 25; // Linux 6.1
#endif
    if (bytes >= large_page)
        ::madvise(memory, bytes / large_page * large_page, MADV_COLLAPSE);
}

} // namespace xdpk::dpdk
