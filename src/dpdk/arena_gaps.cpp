// SPDX-License-Identifier: BSD-3-Clause
#include "arena_gaps.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <sys/mman.h>

namespace xdpk::dpdk {

namespace {

// Also the room in front of what a caller gets.
constexpr std::size_t unit = 64;
constexpr std::size_t page = 4096;
// Less than this is zeroed rather than given back to the kernel.
constexpr std::size_t worth_giving_back = 32 * page;

struct head {
    std::size_t bytes; // of the whole block, this included
};

std::size_t rounded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

char* aligned(char* at, std::size_t align) {
    return at + (rounded(reinterpret_cast<std::uintptr_t>(at), align) - reinterpret_cast<std::uintptr_t>(at));
}

void clear(char* begin, char* end) {
    char* const inner = aligned(begin, page);
    char* const inner_end = end - reinterpret_cast<std::uintptr_t>(end) % page;
    if (inner + worth_giving_back > inner_end ||
        ::madvise(inner, static_cast<std::size_t>(inner_end - inner), MADV_REMOVE) != 0) {
        std::memset(begin, 0, static_cast<std::size_t>(end - begin));
        return;
    }
    std::memset(begin, 0, static_cast<std::size_t>(inner - begin));
    std::memset(inner_end, 0, static_cast<std::size_t>(end - inner_end));
}

} // namespace

void arena_gaps::add(void* memory, std::size_t bytes) noexcept {
    gap** link = &first_;
    gap* before = nullptr;
    while (*link != nullptr && *link < memory) {
        before = *link;
        link = &before->next;
    }
    gap* after = *link;
    gap* fresh = nullptr;
    if (before != nullptr && before->end() == memory) {
        before->bytes += bytes;
        fresh = before;
    } else {
        fresh = new (memory) gap{.next = after, .bytes = bytes};
        *link = fresh;
    }
    if (after == nullptr || fresh->end() != after->begin())
        return;
    fresh->bytes += after->bytes;
    fresh->next = after->next;
    *after = gap{};
}

void arena_gaps::take(gap** from, char* begin, char* end) noexcept {
    gap* const g = *from;
    gap* const next = g->next;
    char* const gap_end = g->end();
    if (begin == g->begin()) {
        *from = next;
        *g = gap{};
    } else {
        g->bytes = static_cast<std::size_t>(begin - g->begin());
        from = &g->next;
    }
    if (end != gap_end)
        *from = new (end) gap{.next = next, .bytes = static_cast<std::size_t>(gap_end - end)};
}

void* arena_gaps::allocate(std::size_t bytes, std::size_t align) noexcept {
    align = std::max(align, unit);
    if (bytes > SIZE_MAX / 4 || align > SIZE_MAX / 4)
        return nullptr;
    for (gap** link = &first_; *link != nullptr; link = &(*link)->next) {
        gap& g = **link;
        char* const memory = aligned(g.begin() + unit, align);
        const std::size_t wanted = static_cast<std::size_t>(memory - g.begin()) + rounded(bytes, unit);
        if (wanted > g.bytes)
            continue;
        char* const begin = memory - unit;
        char* const end = g.begin() + wanted;
        take(link, begin, end);
        new (begin) head{.bytes = static_cast<std::size_t>(end - begin)};
        return memory;
    }
    return nullptr;
}

void arena_gaps::free(void* memory) noexcept {
    char* const begin = static_cast<char*>(memory) - unit;
    const std::size_t bytes = reinterpret_cast<const head*>(begin)->bytes;
    clear(begin, begin + bytes);
    add(begin, bytes);
}

std::size_t arena_gaps::available() const noexcept {
    std::size_t sum = 0;
    for (const gap* g = first_; g != nullptr; g = g->next)
        sum += g->bytes;
    return sum;
}

} // namespace xdpk::dpdk
