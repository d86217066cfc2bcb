// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <cstddef>
#include <mutex>
#include <pthread.h>

namespace xdpk::dpdk {

/// What there are lists of.
enum class shared_kind : unsigned { memzone, ring, mempool, port, test, count };

/// The memory that a primary process and its secondaries have at the same address: plain data, and no pointers to code
/// or to what one process has for itself. The first who asks makes it, unless the process has joined that of another.
/// Any thread; throws xdpk::error.
class arena {
public:
    [[nodiscard]] static arena& get();
    /// Takes the memory of another process, which `memory` is the file of, for this process's own. There must be none.
    static void join(fd memory, const void* address, std::size_t bytes);

    /// Zeroed memory, whose pages are only there once they are written. Throws with ENOMEM.
    [[nodiscard]] void* allocate(std::size_t bytes, std::size_t align = 64);
    /// A zeroed T.
    template <class T>
    [[nodiscard]] T* make() {
        return static_cast<T*>(allocate(sizeof(T), alignof(T)));
    }
    /// nullptr is fine.
    void free(void* memory) noexcept;

    void add(shared_kind kind, void* thing);
    void remove(shared_kind kind, const void* thing) noexcept;
    /// Calls `each(thing)` in the order in which they were added, until it returns true.
    template <class F>
    void* first(shared_kind kind, F each) {
        const std::scoped_lock hold(*this);
        for (const node* n = list(kind); n != nullptr; n = n->next)
            if (each(n->thing))
                return n->thing;
        return nullptr;
    }

    /// For all processes. One who holds it may lock it again; one who dies with it leaves it to the next.
    void lock() noexcept;
    void unlock() noexcept;

    [[nodiscard]] int file() const noexcept { return file_.get(); }
    [[nodiscard]] const void* address() const noexcept { return at_; }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_; }
    [[nodiscard]] bool contains(const void* memory) const noexcept {
        return static_cast<std::size_t>(static_cast<const char*>(memory) - reinterpret_cast<const char*>(at_)) < bytes_;
    }

private:
    struct header;
    struct node {
        node* next;
        void* thing;
    };

    arena(fd file, header* at, std::size_t bytes) : file_(std::move(file)), at_(at), bytes_(bytes) {}
    static arena* make_own();
    static void map(int file, void* at, std::size_t bytes);
    [[nodiscard]] node*& list(shared_kind kind) noexcept;

    fd file_;
    header* at_;
    std::size_t bytes_;
};

/// Has all of some memory of the arena on pages now, large ones where the kernel has them. Throws xdpk::error.
void back_with_pages(void* memory, std::size_t bytes);

/// The alignment with which so many bytes may have large pages.
[[nodiscard]] std::size_t page_alignment(std::size_t bytes) noexcept;

} // namespace xdpk::dpdk
