// SPDX-License-Identifier: BSD-3-Clause
// Rings: between two threads, and those shared with the kernel beside libxdp's functions for them.
#include <xdpk/base/spsc_ring.hpp>
#include <xdpk/io/ring.hpp>

#include "bursts.hpp"
#include "row.hpp"

#include <array>
#include <linux/if_xdp.h>
#include <memory>
#include <vector>
#include <xdp/xsk.h>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

constexpr std::uint32_t slots = 2048;

/// A ring as the kernel maps it. Its other end does its work in no time.
template <class T>
struct shared_ring {
    std::uint32_t producer = 0;
    std::uint32_t consumer = 0;
    std::uint32_t flags = 0;
    std::vector<T> slot = std::vector<T>(slots);

    void take_all() { consumer = producer; }
    void hand_over() { producer += burst_size; }

    ring<T> ours() {
        return ring<T>(
            {.producer = &producer, .consumer = &consumer, .flags = &flags, .slots = slot.data(), .size = slots});
    }
    template <class Ring>
    Ring libxdps(std::uint32_t cached_consumer) {
        return {.cached_prod = 0,
                .cached_cons = cached_consumer,
                .mask = slots - 1,
                .size = slots,
                .producer = &producer,
                .consumer = &consumer,
                .ring = slot.data(),
                .flags = &flags};
    }
};

void spsc(benchmark::State& state) {
    spsc_ring<void*> between(slots);
    std::array<void*, burst_size> pointers{};
    time_bursts(state, [&] {
        benchmark::DoNotOptimize(between.push(pointers));
        benchmark::DoNotOptimize(between.pop(pointers));
    });
}

void fill(benchmark::State& state) {
    shared_ring<std::uint64_t> memory;
    ring<std::uint64_t> ours = memory.ours();
    std::uint64_t address = 0;
    time_bursts(state, [&] {
        for (const std::span<std::uint64_t> run : ours.runs(burst_size))
            for (std::uint64_t& slot : run)
                slot = address += slots;
        ours.publish(burst_size);
        memory.take_all();
    });
}

void fill_by_libxdp(benchmark::State& state) {
    shared_ring<std::uint64_t> memory;
    auto theirs = memory.libxdps<xsk_ring_prod>(slots);
    std::uint64_t address = 0;
    time_bursts(state, [&] {
        std::uint32_t first = 0;
        xsk_ring_prod__reserve(&theirs, burst_size, &first);
        for (std::uint32_t i = 0; i < burst_size; ++i)
            *xsk_ring_prod__fill_addr(&theirs, first + i) = address += slots;
        xsk_ring_prod__submit(&theirs, burst_size);
        memory.take_all();
    });
}

void receive(benchmark::State& state) {
    shared_ring<xdp_desc> memory;
    ring<xdp_desc> ours = memory.ours();
    time_bursts(state, [&] {
        memory.hand_over();
        std::uint64_t sum = 0;
        const std::uint32_t n = ours.ready(burst_size);
        for (const std::span<xdp_desc> run : ours.runs(n))
            for (const xdp_desc& d : run)
                sum += d.addr + d.len;
        ours.release(n);
        benchmark::DoNotOptimize(sum);
    });
}

void receive_by_libxdp(benchmark::State& state) {
    shared_ring<xdp_desc> memory;
    auto theirs = memory.libxdps<xsk_ring_cons>(0);
    time_bursts(state, [&] {
        memory.hand_over();
        std::uint64_t sum = 0;
        std::uint32_t first = 0;
        const std::uint32_t n = xsk_ring_cons__peek(&theirs, burst_size, &first);
        for (std::uint32_t i = 0; i < n; ++i) {
            const xdp_desc* const d = xsk_ring_cons__rx_desc(&theirs, first + i);
            sum += d->addr + d->len;
        }
        xsk_ring_cons__release(&theirs, n);
        benchmark::DoNotOptimize(sum);
    });
}

const bool registered = [] {
    add_row(spsc_row, "xdpk", spsc);
    add_row("fill ring, an address in", "xdpk", fill);
    add_row("fill ring, an address in", "libxdp", fill_by_libxdp);
    add_row("rx ring, a descriptor out", "xdpk", receive);
    add_row("rx ring, a descriptor out", "libxdp", receive_by_libxdp);
    return true;
}();

} // namespace
