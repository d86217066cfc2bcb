// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/arena.hpp"
#include "dpdk/arena_gaps.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace THIS_TEST {

using xdpk::dpdk::arena;
using xdpk::dpdk::arena_gaps;

struct some_memory {
    some_memory() : bytes(std::size_t{1} << 20), gaps() { gaps.add(bytes.data(), bytes.size()); }
    struct alignas(64) line {
        std::array<char, 64> content;
    };
    struct lines {
        explicit lines(std::size_t n) : all(n / sizeof(line)) {}
        char* data() { return all.front().content.data(); }
        [[nodiscard]] std::size_t size() const { return all.size() * sizeof(line); }
        std::vector<line> all;
    } bytes;
    arena_gaps gaps;
};

bool is_zero(const void* memory, std::size_t bytes) {
    const auto* const at = static_cast<const char*>(memory);
    return std::all_of(at, at + bytes, [](char c) { return c == 0; });
}

TEST(dpdk_arena, blocks_are_aligned_and_zeroed_and_apart) {
    some_memory m;
    const std::size_t all = m.gaps.available();
    struct block {
        char* at;
        std::size_t bytes;
    };
    std::vector<block> blocks;
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        if (!blocks.empty() && random() % 2 == 0) {
            const std::size_t which = random() % blocks.size();
            m.gaps.free(blocks[which].at);
            blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(which));
            continue;
        }
        const std::size_t align = std::size_t{1} << random() % 13;
        const std::size_t bytes = random() % 9000;
        auto* const at = static_cast<char*>(m.gaps.allocate(bytes, align));
        if (at == nullptr)
            continue;
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(at) % align, 0U);
        ASSERT_TRUE(is_zero(at, bytes));
        for (const block& b : blocks)
            ASSERT_TRUE(at + bytes <= b.at || b.at + b.bytes <= at);
        std::memset(at, 0xaa, bytes);
        blocks.push_back({.at = at, .bytes = bytes});
    }
    for (const block& b : blocks)
        m.gaps.free(b.at);
    EXPECT_EQ(m.gaps.available(), all);
    EXPECT_NE(m.gaps.allocate(all - 64, 64), nullptr) << "the gaps are one again";
}

TEST(dpdk_arena, what_does_not_fit_is_refused) {
    some_memory m;
    EXPECT_EQ(m.gaps.allocate(std::size_t{1} << 20, 64), nullptr);
    EXPECT_EQ(m.gaps.allocate(SIZE_MAX, 64), nullptr);
    EXPECT_NE(m.gaps.allocate(1000, 64), nullptr);
    try {
        static_cast<void>(arena::get().allocate(arena::get().size()));
        FAIL() << "more than there is";
    } catch (const xdpk::error& refused) {
        EXPECT_EQ(refused.code(), ENOMEM);
    }
}

TEST(dpdk_arena, large_blocks_are_zero_again_when_they_come_back) {
    constexpr std::size_t bytes = std::size_t{3} << 20;
    arena& memory = arena::get();
    void* const first = memory.allocate(bytes, xdpk::dpdk::page_alignment(bytes));
    xdpk::dpdk::back_with_pages(first, bytes);
    std::memset(first, 0x55, bytes);
    memory.free(first);
    void* const again = memory.allocate(bytes, xdpk::dpdk::page_alignment(bytes));
    EXPECT_EQ(again, first);
    EXPECT_TRUE(is_zero(again, bytes));
    memory.free(again);
}

TEST(dpdk_arena, processes_see_what_the_others_wrote) {
    arena& memory = arena::get();
    auto* const word = memory.make<std::uint64_t>();
    const pid_t child = fork();
    if (child == 0) {
        *word = 42;
        auto* const fresh = memory.make<std::uint64_t>();
        *fresh = 43;
        memory.add(xdpk::dpdk::shared_kind::test, fresh);
        memory.lock(); // dies with it
        _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(*word, 42U);
    void* const theirs = memory.first(xdpk::dpdk::shared_kind::test, [](void*) { return true; });
    ASSERT_NE(theirs, nullptr);
    EXPECT_EQ(*static_cast<std::uint64_t*>(theirs), 43U);
    memory.remove(xdpk::dpdk::shared_kind::test, theirs);
    EXPECT_EQ(memory.first(xdpk::dpdk::shared_kind::test, [](void*) { return true; }), nullptr);
    memory.free(theirs);
    memory.free(word);
}

} // namespace THIS_TEST
