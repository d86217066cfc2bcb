// SPDX-License-Identifier: BSD-3-Clause
// The hot path allocates nothing. A program of its own, because it counts every `operator new`.
#include <xdpk/core/pipeline.hpp>
#include <xdpk/core/when.hpp>
#include <xdpk/run/worker.hpp>
#include <xdpk/stage/count.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/drop.hpp>
#include <xdpk/stage/l2_switch.hpp>
#include <xdpk/stage/mac_swap.hpp>
#include <xdpk/stage/mac_update.hpp>

#include "support/capture_files.hpp"
#include "support/rig.hpp"
#include "support/temporary_directory.hpp"

#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

namespace {

std::atomic<std::uint64_t> allocations{0};
int* volatile escape = nullptr;

} // namespace

// Not inlined: GCC would take the pair of them for a mismatch of new and free.
// NOLINTBEGIN(cppcoreguidelines-no-malloc)
[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* const memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    const auto to = static_cast<std::size_t>(alignment);
    if (void* const memory = std::aligned_alloc(to, (size + to - 1) / to * to))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc)

namespace xdpk {
namespace {

constexpr std::uint32_t bursts = 2000;

/// Runs the stage for many bursts; how often memory was allocated from the first to the last.
template <stage S>
std::uint64_t allocations_of(S stage, const std::vector<std::string>& ports) {
    test::rig rig(ports, 8192);
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t seen = 0;
    auto before = [&](burst&) noexcept {
        if (seen++ == 0)
            first = allocations;
    };
    auto after = [&](burst&) noexcept {
        last = allocations;
        if (seen == bursts)
            rig.work.stop();
    };
    pipeline whole{before, std::move(stage), after};
    rig.work.run(whole);
    EXPECT_GT(seen, 0);
    return last - first;
}

const std::vector<std::string> two_loops{"loop:packets=300,size=200", "loop:packets=30,size=9000"};

struct some_port {
    port_id id;
    mac_address mac;
};

TEST(hot_path, is_watched) {
    const std::uint64_t before = allocations;
    const auto one = std::make_unique<std::uint64_t>(1);
    EXPECT_EQ(allocations, before + *one);
    const auto allocating = [](burst&) noexcept {
        // The address escapes, or the compiler would leave the allocation out.
        const auto memory = std::make_unique<std::array<int, 100>>();
        escape = memory->data();
    };
    EXPECT_GE(allocations_of(pipeline(cross_connect(2), allocating), two_loops), bursts);
}

TEST(hot_path, allocates_nothing_in_forwarding_stages) {
    const std::vector<some_port> ports{{0, {}}, {1, {}}};
    EXPECT_EQ(allocations_of(cross_connect(2), two_loops), 0);
    EXPECT_EQ(allocations_of(pipeline(cross_connect(2), mac_swap(), count()), two_loops), 0);
    EXPECT_EQ(allocations_of(pipeline(cross_connect(2), when(true, mac_update(ports))), two_loops), 0);
}

TEST(hot_path, allocates_nothing_when_dropping) { EXPECT_EQ(allocations_of(drop(), two_loops), 0); }

TEST(hot_path, allocates_nothing_when_switching) {
    const auto stations = std::make_shared<mac_table>(1024, 300);
    EXPECT_EQ(allocations_of(l2_switch({.ports = 2, .stations = stations}), two_loops), 0);
}

TEST(hot_path, allocates_nothing_in_capture_files) {
    const test::temporary_directory directory;
    test::write_capture(directory / "in.pcap", {test::frame_of(60), test::frame_of(1514), test::frame_of(9014)});
    const std::string port = "pcap:rx=" + (directory / "in.pcap") + ",loop=0,tx=/dev/null";
    EXPECT_EQ(allocations_of(cross_connect(1), {port}), 0);
}

} // namespace
} // namespace xdpk
